import type { ReactNode } from 'react';
import { Button, ButtonLink } from '@/components/ui/Button';
import type { Stream, StreamStatus } from '@/lib/api/types';
import { describeError } from '@/lib/errors/describeError';
import { formatDate, formatDuration } from '@/lib/format';
import type { ConnectionState } from '@/lib/realtime/HubClient';
import type { PlaybackState } from '../core/Playback';
import { Curtain } from './Curtain';

interface PlaybackCurtainProps {
  stream: Stream;
  status: StreamStatus;
  playback: PlaybackState;
  connection: ConnectionState;
  onRetry: () => void;
}

/** The one thing to say about the picture, if there is any. */
export function PlaybackCurtain(props: PlaybackCurtainProps): ReactNode {
  const { stream, status, playback, connection, onRetry } = props;
  if (status === 'ended') {
    return (
      <Curtain
        testId="stream-ended"
        title={
          playback.endReason === 'private' ? 'This stream is private now' : 'This stream has ended'
        }
        detail={endDetail(stream, playback.endReason)}
        action={
          <ButtonLink to="/" variant="primary">
            See who is live
          </ButtonLink>
        }
      />
    );
  }

  if (playback.error !== null) {
    return (
      <Curtain
        title={playback.error.code === 'media.capacity' ? 'This stream is full' : 'No picture'}
        detail={describeError(playback.error)}
        action={
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
        }
      />
    );
  }

  if (status === 'upcoming') {
    return (
      <Curtain
        title="Not live yet"
        detail={
          stream.scheduledFor === null
            ? 'It begins here as soon as the broadcaster goes live.'
            : `Planned for ${formatDate(stream.scheduledFor)}. It begins here by itself.`
        }
      />
    );
  }

  if (status === 'interrupted') {
    return (
      <Curtain
        busy
        sheer={playback.stream !== null}
        title="The broadcaster lost their connection"
        detail="Waiting for them to come back…"
      />
    );
  }

  if (playback.media === 'playing') {
    return null;
  }

  const isOffline = connection === 'reconnecting';
  return (
    <Curtain
      busy
      sheer={playback.stream !== null}
      title={isOffline || playback.media === 'reconnecting' ? 'Reconnecting…' : 'Connecting…'}
      {...(isOffline ? { detail: 'The server cannot be reached right now.' } : {})}
    />
  );
}

function endDetail(stream: Stream, reason: string | null): string {
  if (reason === 'private') {
    return 'Its creator no longer shows it to everyone.';
  }

  if (reason === 'broadcaster_lost') {
    return 'The broadcaster lost their connection and did not come back.';
  }

  return stream.duration > 0
    ? `It ran for ${formatDuration(stream.duration)}. Thanks for watching.`
    : 'Thanks for watching.';
}
