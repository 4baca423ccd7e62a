// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, fireEvent, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { render } from '@/testing/render';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { User } from '@/lib/api/types';
import { FakeApi, problem } from '@/testing/FakeApi';
import { sessionQuery } from '../api/session';
import { ProfileForm } from './ProfileForm';

// As long as a busy machine needs.
configure({ asyncUtilTimeout: 30_000 });

const ana: User = {
  id: 'a',
  username: 'ana',
  displayName: 'Ana',
  avatarUrl: 'https://example.org/ana.png',
  roles: ['viewer'],
};

let api: FakeApi;
let client: QueryClient;

beforeEach(() => {
  api = new FakeApi();
  client = new QueryClient();
  render(
    <QueryClientProvider client={client}>
      <ProfileForm user={ana} />
    </QueryClientProvider>,
  );
});

afterEach(() => {
  cleanup();
  client.clear();
  vi.unstubAllGlobals();
});

const name = () => screen.getByLabelText<HTMLInputElement>('Display name');
const picture = () => screen.getByLabelText<HTMLInputElement>(/^Picture/);
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));

test('what was saved is said, until something changes, and is who one is from then on', async () => {
  api.on('PUT /api/auth/me', () => ({ user: { ...ana, displayName: 'Ana L.' } }));
  await userEvent.clear(name());
  await userEvent.type(name(), 'Ana L.');
  await save();
  await screen.findByText('Saved.');
  expect(client.getQueryData(sessionQuery.queryKey)?.displayName).toBe('Ana L.');

  await userEvent.type(name(), '!');
  expect(screen.queryByText('Saved.')).toBeNull();
});

test('an empty address removes the picture', async () => {
  api.on('PUT /api/auth/me', () => ({ user: { ...ana, avatarUrl: null } }));
  await userEvent.clear(picture());
  await userEvent.type(picture(), '  ');
  await save();
  await screen.findByText('Saved.');
  expect(api.calls[0]).toEqual(['PUT /api/auth/me', { displayName: 'Ana', avatarUrl: null }]);
});

test('what the server says of a field stands at the field', async () => {
  api.on('PUT /api/auth/me', () =>
    problem(422, 'request.invalid', 'Look at the fields.', {
      displayName: ['A display name has 1 to 50 characters.'],
      avatarUrl: ['An address is absolute.'],
    }),
  );
  await save();
  await screen.findByText('A display name has 1 to 50 characters.');
  expect(name().getAttribute('aria-invalid')).toBe('true');
  const note = document.getElementById(picture().getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toBe('An address is absolute.');
  expect(screen.queryByText('Look at the fields.')).toBeNull();
});

test('a profile that is kept elsewhere says where', async () => {
  api.on('PUT /api/auth/me', () =>
    problem(409, 'auth.external_profile', 'Profiles are kept by https://issuer.example.'),
  );
  await save();
  expect((await screen.findByRole('alert')).textContent).toContain('https://issuer.example');
});

test('a picture that does not load is said, and the initial stands in for it', async () => {
  const image = document.querySelector('img');
  fireEvent.error(image ?? document.body);
  await screen.findByText('No picture loads from that address.');
  expect(document.querySelector('img')).toBeNull();
  screen.getByText('A');
});
