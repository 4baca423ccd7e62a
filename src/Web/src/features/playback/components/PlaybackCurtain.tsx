import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
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
  const { t } = useLingui();
  const { stream, status, playback, connection, onRetry } = props;
  if (status === 'ended') {
    return (
      <Curtain
        testId="stream-ended"
        title={
          playback.endReason === 'private'
            ? t`This stream is private now`
            : t`This stream has ended`
        }
        detail={endDetail(stream, playback.endReason)}
        action={
          <ButtonLink to="/" variant="primary">
            <Trans>See who is live</Trans>
          </ButtonLink>
        }
      />
    );
  }

  if (playback.error !== null) {
    return (
      <Curtain
        title={playback.error.code === 'media.capacity' ? t`This stream is full` : t`No picture`}
        detail={describeError(playback.error)}
        action={
          <Button variant="primary" onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        }
      />
    );
  }

  if (status === 'upcoming') {
    return (
      <Curtain
        title={t`Not live yet`}
        detail={
          stream.scheduledFor === null
            ? t`It begins here as soon as the broadcaster goes live.`
            : t`Planned for ${formatDate(stream.scheduledFor)}. It begins here by itself.`
        }
      />
    );
  }

  if (status === 'interrupted') {
    return (
      <Curtain
        busy
        sheer={playback.stream !== null}
        title={t`The broadcaster lost their connection`}
        detail={t`Waiting for them to come back…`}
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
      title={isOffline || playback.media === 'reconnecting' ? t`Reconnecting…` : t`Connecting…`}
      {...(isOffline ? { detail: t`The server cannot be reached right now.` } : {})}
    />
  );
}

function endDetail(stream: Stream, reason: string | null): string {
  if (reason === 'private') {
    return t`Its creator no longer shows it to everyone.`;
  }

  if (reason === 'broadcaster_lost') {
    return t`The broadcaster lost their connection and did not come back.`;
  }

  return stream.duration > 0
    ? t`It ran for ${formatDuration(stream.duration)}. Thanks for watching.`
    : t`Thanks for watching.`;
}
