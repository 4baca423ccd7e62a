import { createBrowserRouter, Navigate } from 'react-router';
import { Shell } from './layout/Shell';
import { BrowseRoute } from './routes/BrowseRoute';
import { CrashedRoute } from './routes/CrashedRoute';
import { HomeRoute } from './routes/HomeRoute';
import { FollowingRoute } from './routes/FollowingRoute';
import { NotFoundRoute } from './routes/NotFoundRoute';
import { ProfileRoute } from './routes/ProfileRoute';
import { SettingsRoute } from './routes/SettingsRoute';
import { SignInRoute } from './routes/SignInRoute';
import { SignUpRoute } from './routes/SignUpRoute';
import { StudioRoute } from './routes/StudioRoute';
import { WatchRoute } from './routes/WatchRoute';

export const router = createBrowserRouter([
  {
    element: <Shell />,
    children: [
      {
        errorElement: <CrashedRoute />,
        children: [
          { index: true, element: <HomeRoute /> },
          { path: 'live', element: <Navigate to="/" replace /> },
          { path: 'browse', element: <BrowseRoute /> },
          { path: 'following', element: <FollowingRoute /> },
          { path: 'signin', element: <SignInRoute /> },
          { path: 'signup', element: <SignUpRoute /> },
          { path: 'studio', element: <StudioRoute /> },
          { path: 'settings', element: <SettingsRoute /> },
          { path: 'u/:username', element: <ProfileRoute /> },
          { path: 'watch/:streamId', element: <WatchRoute /> },
          { path: '*', element: <NotFoundRoute /> },
        ],
      },
    ],
  },
]);
