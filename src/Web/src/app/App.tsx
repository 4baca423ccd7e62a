import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import { isTransient } from '@/lib/errors/ClockitError';
import { createHub } from '@/lib/realtime/createHub';
import { RealtimeContext, type Realtime } from '@/lib/realtime/RealtimeContext';
import { router } from './router';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && isTransient(error),
      staleTime: 5_000,
    },
  },
});

const realtime: Realtime = { live: createHub('/hubs/live'), chat: createHub('/hubs/chat') };

export function App() {
  return (
    <QueryClientProvider client={client}>
      <RealtimeContext value={realtime}>
        <RouterProvider router={router} />
      </RealtimeContext>
    </QueryClientProvider>
  );
}
