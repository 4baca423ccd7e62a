import { createBrowserRouter, Navigate } from 'react-router';
import { Shell } from './layout/Shell';
import { CrashedRoute } from './routes/CrashedRoute';
import { HomeRoute } from './routes/HomeRoute';

const studio = () => import('./routes/StudioRoute');

/** The list of streams is where most people arrive; every other page is fetched by who goes there. */
export const router = createBrowserRouter([
  {
    path: 'embed/:streamId',
    HydrateFallback: () => null,
    errorElement: <CrashedRoute />,
    lazy: async () => ({ Component: (await import('./routes/EmbedRoute')).EmbedRoute }),
  },
  {
    element: <Shell />,
    HydrateFallback: () => null,
    children: [
      {
        errorElement: <CrashedRoute />,
        children: [
          { index: true, element: <HomeRoute /> },
          { path: 'live', element: <Navigate to="/" replace /> },
          {
            path: 'browse',
            lazy: async () => ({ Component: (await import('./routes/BrowseRoute')).BrowseRoute }),
          },
          {
            path: 'following',
            lazy: async () => ({
              Component: (await import('./routes/FollowingRoute')).FollowingRoute,
            }),
          },
          {
            path: 'signin',
            lazy: async () => ({ Component: (await import('./routes/SignInRoute')).SignInRoute }),
          },
          {
            path: 'signup',
            lazy: async () => ({ Component: (await import('./routes/SignUpRoute')).SignUpRoute }),
          },
          {
            path: 'studio',
            lazy: async () => ({ Component: (await studio()).StudioRoute }),
          },
          {
            path: 'studio/live',
            lazy: async () => ({ Component: (await studio()).BrowserStudioRoute }),
          },
          {
            path: 'studio/:streamId',
            lazy: async () => ({ Component: (await studio()).ControlRoomRoute }),
          },
          {
            path: 'settings',
            lazy: async () => ({
              Component: (await import('./routes/SettingsRoute')).SettingsRoute,
            }),
          },
          {
            path: 'u/:username',
            lazy: async () => ({ Component: (await import('./routes/ProfileRoute')).ProfileRoute }),
          },
          {
            path: 'watch/:streamId',
            lazy: async () => ({ Component: (await import('./routes/WatchRoute')).WatchRoute }),
          },
          {
            path: '*',
            lazy: async () => ({
              Component: (await import('./routes/NotFoundRoute')).NotFoundRoute,
            }),
          },
        ],
      },
    ],
  },
]);
