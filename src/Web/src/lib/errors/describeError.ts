import { ClockitError } from './ClockitError';

const sentences: Record<string, string> = {
  'auth.forbidden': 'Your account is not allowed to do that.',
  'auth.invalid_credentials': 'That username and password do not match.',
  'auth.locked_out': 'Too many failed attempts. Wait a few minutes, then try again.',
  'auth.origin_not_allowed':
    'This address is not one that the server trusts. Open the site at its usual address.',
  'auth.required': 'Sign in to do that.',
  'auth.username_taken': 'That username is taken. Choose another one.',
  'chat.closed': 'Chat is closed for this stream.',
  'connection.lost': 'The connection was lost. We are reconnecting.',
  'device.busy': 'Another app is using your camera or microphone. Close it, then try again.',
  'device.denied':
    'This page may not use your camera and microphone. Allow both in the address bar, then try again.',
  'device.insecure':
    'Browsers share cameras with secure pages only. Open this site over https or on localhost.',
  'device.missing': 'No camera or microphone was found. Plug one in, then try again.',
  'media.capacity':
    'Everyone who watches connects to the broadcaster directly, and no more fit. Try again in a moment.',
  'media.unsupported': 'This stream needs a newer version of this page. Reload it to watch.',
  'network.unreachable': 'The server cannot be reached. Check your connection, then try again.',
  'route.not_found': 'That is not here, or not for you to see.',
  'request.rate_limited': 'That was too many requests at once. Wait a moment, then try again.',
  'service.error': 'Something went wrong on our side. Try again in a moment.',
  'service.unavailable': 'Something went wrong on our side. Try again in a moment.',
  'stream.already_live': 'This stream is already live.',
  'stream.not_found': 'This stream does not exist, or it is private.',
  'stream.not_host': 'Only the person who created this stream can do that.',
  'stream.not_live': 'This stream is not live.',
  'user.follow_limit': 'You follow as many people as one can. Unfollow somebody first.',
  'user.follow_self': 'That is you.',
  'user.not_found': 'There is nobody by that name.',
};

/**
 * One plain sentence for people. Known codes have their own; an unknown one falls back to what
 * the server wrote, which is meant to be read too.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof ClockitError)) {
    return 'Something went wrong. Try again in a moment.';
  }

  if (error.code === 'request.rate_limited' && error.retryAfterSeconds !== undefined) {
    return `That was too many requests at once. Try again in ${error.retryAfterSeconds} seconds.`;
  }

  return sentences[error.code] ?? error.message;
}
