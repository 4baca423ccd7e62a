// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, screen } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { render } from '@/testing/render';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeApi, problem } from '@/testing/FakeApi';
import { SettingsRoute } from './SettingsRoute';
import { SignInRoute } from './SignInRoute';
import { SignUpRoute } from './SignUpRoute';

// As long as a busy machine needs.
configure({ asyncUtilTimeout: 30_000 });

const authority = 'https://id.example.org/realms/x';
const external = { authority, signInUrl: '/api/auth/signin' as string | null };

let api: FakeApi;
let client: QueryClient;

beforeEach(() => {
  api = new FakeApi();
  api.on('GET /api/auth/me', () => problem(401, 'auth.required'));
  api.on('GET /api/auth/providers', () => ({ embedded: false, external }));
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});

afterEach(() => {
  cleanup();
  client.clear();
  vi.unstubAllGlobals();
});

function open(path: string) {
  const router = createMemoryRouter(
    [
      { path: '/signin', element: <SignInRoute /> },
      { path: '/signup', element: <SignUpRoute /> },
      { path: '/settings', element: <SettingsRoute /> },
    ],
    { initialEntries: [path] },
  );
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

test('with accounts of its own the page asks for username and password', async () => {
  api.on('GET /api/auth/providers', () => ({ embedded: true, external: null }));
  open('/signin');
  await screen.findByLabelText('Username');
});

test.each(['/signin', '/signup'])(
  'with an external issuer %s shows one way there, and back to where one was',
  async (path) => {
    open(`${path}?next=${encodeURIComponent('/watch/1?x=2&y=3')}`);
    const link = await screen.findByRole('link', { name: 'Continue to id.example.org' });
    expect(link.getAttribute('href')).toBe(
      '/api/auth/signin?returnUrl=%2Fwatch%2F1%3Fx%3D2%26y%3D3',
    );
    expect(screen.queryByLabelText('Username')).toBeNull();
    expect(screen.getAllByRole('link')).toHaveLength(1);
  },
);

test('an issuer that no browser can go to is said', async () => {
  api.on('GET /api/auth/providers', () => ({
    embedded: false,
    external: { ...external, signInUrl: null },
  }));
  open('/signin');
  await screen.findByText(/no way to sign in there/);
});

test('while nobody can say where to sign in there is another try', async () => {
  api.on('GET /api/auth/providers', () => problem(503, 'service.unavailable'));
  open('/signin');
  await screen.findByRole('button', { name: 'Try again' });
});

test('with an external issuer the settings say where a profile is changed', async () => {
  api.on('GET /api/auth/me', () => ({
    user: { id: 'a', username: 'ana', displayName: 'Ana', avatarUrl: null, roles: ['viewer'] },
  }));
  open('/settings');
  const link = await screen.findByRole('link', { name: 'id.example.org' });
  expect(link.getAttribute('href')).toBe(authority);
  expect(screen.queryByRole('textbox')).toBeNull();
});
