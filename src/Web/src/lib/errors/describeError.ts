import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { ClockitError } from './ClockitError';

const sentences: Record<string, MessageDescriptor> = {
  'auth.forbidden': msg`Your account is not allowed to do that.`,
  'auth.invalid_credentials': msg`That username and password do not match.`,
  'auth.locked_out': msg`Too many failed attempts. Wait a few minutes, then try again.`,
  'auth.origin_not_allowed': msg`This address is not one that the server trusts. Open the site at its usual address.`,
  'auth.required': msg`Sign in to do that.`,
  'auth.username_taken': msg`That username is taken. Choose another one.`,
  'chat.closed': msg`Chat is closed for this stream.`,
  'chat.banned': msg`You are banned from this chat.`,
  'chat.members_only': msg`Only people who wrote here before may write now.`,
  'chat.message_blocked': msg`Your message holds a term that is blocked in this chat. Rephrase it.`,
  'chat.message_deleted': msg`This message was deleted.`,
  'chat.reply_not_found': msg`The message that you reply to is no longer there.`,
  'chat.target_protected': msg`The host, moderators and you yourself cannot be acted on.`,
  'chat.too_many_bans': msg`This chat has as many bans as it can hold. Lift some first.`,
  'chat.too_many_moderators': msg`This chat has as many moderators as it can hold. Remove some first.`,
  'connection.lost': msg`The connection was lost. We are reconnecting.`,
  'device.busy': msg`Another app is using your camera or microphone. Close it, then try again.`,
  'device.denied': msg`This page may not use your camera and microphone. Allow both in the address bar, then try again.`,
  'device.insecure': msg`Browsers share cameras with secure pages only. Open this site over https or on localhost.`,
  'device.missing': msg`No camera or microphone was found. Plug one in, then try again.`,
  'media.capacity': msg`Everyone who watches connects to the broadcaster directly, and no more fit. Try again in a moment.`,
  'media.codec_missing': msg`This browser cannot decode this stream. Try another browser, or update this one.`,
  'media.unsupported': msg`This stream needs a newer version of this page. Reload it to watch.`,
  'network.unreachable': msg`The server cannot be reached. Check your connection, then try again.`,
  'route.not_found': msg`That is not here, or not for you to see.`,
  'request.rate_limited': msg`That was too many requests at once. Wait a moment, then try again.`,
  'service.error': msg`Something went wrong on our side. Try again in a moment.`,
  'service.unavailable': msg`Something went wrong on our side. Try again in a moment.`,
  'stream.already_live': msg`This stream is already live.`,
  'stream.not_found': msg`This stream does not exist, or it is private.`,
  'stream.not_host': msg`Only the person who created this stream can do that.`,
  'stream.not_live': msg`This stream is not live.`,
  'user.follow_limit': msg`You follow as many people as one can. Unfollow somebody first.`,
  'user.follow_self': msg`That is you.`,
  'user.not_found': msg`There is nobody by that name.`,
};

/**
 * One plain sentence for people. Known codes have their own; an unknown one falls back to what
 * the server wrote, which is meant to be read too.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof ClockitError)) {
    return t`Something went wrong. Try again in a moment.`;
  }

  if (error.code === 'request.rate_limited' && error.retryAfterSeconds !== undefined) {
    return t`That was too many requests at once. Try again in ${error.retryAfterSeconds} seconds.`;
  }

  const sentence = sentences[error.code];
  return sentence === undefined ? error.message : i18n._(sentence);
}
