import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import type { Stream, StreamStatus } from '@/lib/api/types';
import { describeError } from '@/lib/errors/describeError';
import { formatDate } from '@/lib/format';
import type { ConnectionState } from '@/lib/realtime/HubClient';
import type { PlaybackState } from '../core/Playback';
import { endDetail } from '../core/endDetail';
import { Banner, Curtain } from './Curtain';

/** Without a picture for so long somebody is told that nothing arrives, in milliseconds. */
const patienceMs = 10_000;

interface PlaybackCurtainProps {
  stream: Stream;
  status: StreamStatus;
  playback: PlaybackState;
  connection: ConnectionState;
  onRetry: () => void;
  /** What one can do before it begins. */
  upcoming?: ReactNode;
  /** Where to go when it is over. */
  ended?: ReactNode;
}

/** The one thing to say about the picture, if there is any. */
export function PlaybackCurtain(props: PlaybackCurtainProps): ReactNode {
  const { t } = useLingui();
  const { stream, status, playback, connection, onRetry, upcoming, ended } = props;
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
        action={ended}
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
        action={upcoming}
      />
    );
  }

  if (status === 'interrupted') {
    // A picture that still moves is not hidden.
    return playback.media === 'playing' ? (
      <Banner>
        <Trans>The broadcaster's connection is weak. Waiting for them…</Trans>
      </Banner>
    ) : (
      <Curtain
        busy
        sheer={playback.stream !== null}
        title={t`The broadcaster lost their connection`}
        detail={t`Waiting for them to come back…`}
      />
    );
  }

  if (playback.media === 'playing') {
    return connection === 'reconnecting' ? (
      <Banner>
        <Trans>The server cannot be reached right now. Reconnecting…</Trans>
      </Banner>
    ) : null;
  }

  return <Connecting {...props} />;
}

function Connecting({ playback, connection, onRetry }: PlaybackCurtainProps) {
  const { t } = useLingui();
  const [isLong, setLong] = useState(false);
  const isOffline = connection === 'reconnecting' || !navigator.onLine;

  useEffect(() => {
    const timer = setTimeout(() => setLong(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);

  if (isLong && !isOffline) {
    return (
      <Curtain
        sheer={playback.stream !== null}
        testId="nothing-arrives"
        title={t`Nothing arrives`}
        detail={t`The stream is live, but no picture reaches you. The broadcaster may send none, or your network lets none through. We keep trying.`}
        action={
          <Button variant="primary" onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        }
      />
    );
  }

  return (
    <Curtain
      busy
      sheer={playback.stream !== null}
      title={isOffline || playback.media === 'reconnecting' ? t`Reconnecting…` : t`Connecting…`}
      {...(isOffline
        ? {
            detail: navigator.onLine
              ? t`The server cannot be reached right now.`
              : t`You are offline. It goes on as soon as you are back.`,
          }
        : {})}
    />
  );
}
