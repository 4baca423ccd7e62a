import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { HubClient, type StreamEvents } from './HubClient';

/** A hub of our own origin. The browser sends the session cookie with it. */
export function createHub<Events extends StreamEvents<Events>>(path: string): HubClient<Events> {
  const connection = new HubConnectionBuilder()
    .withUrl(path)
    // Lost connections are part of life here, and the page shows them.
    .configureLogging(LogLevel.None)
    .build();

  const hub = new HubClient<Events>(connection);
  window.addEventListener('online', hub.wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      hub.wake();
    }
  });
  return hub;
}
