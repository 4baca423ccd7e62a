import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { StageLayout } from '@/components/layout/StageLayout';
import { Button, ButtonLink } from '@/components/ui/Button';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Disclosure } from '@/components/ui/Disclosure';
import { Notice } from '@/components/ui/Notice';
import { AnalyticsPanel } from '@/features/analytics/components/AnalyticsPanel';
import { endStream } from '@/features/broadcast/api/broadcast';
import { EncoderSetup } from '@/features/broadcast/components/EncoderSetup';
import { LiveClock } from '@/features/broadcast/components/LiveClock';
import { ChatPanel } from '@/features/chat/components/ChatPanel';
import { ReactionOverlay } from '@/features/chat/components/ReactionOverlay';
import { useChatRoom } from '@/features/chat/hooks/useChatRoom';
import { Curtain } from '@/features/playback/components/Curtain';
import { PlaybackCurtain } from '@/features/playback/components/PlaybackCurtain';
import { Player } from '@/features/playback/components/Player';
import { usePlayback } from '@/features/playback/hooks/usePlayback';
import { StreamHeader } from '@/features/streams/components/StreamHeader';
import type { Stream, User } from '@/lib/api/types';
import { describeError } from '@/lib/errors/describeError';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { useStore } from '@/lib/useStore';
import { ShareButton } from '../ShareButton';
import styles from './OnAir.module.css';
import { StreamActions } from './StreamActions';

/** A stream that a program sends, seen by its host: what arrives, who watches, what they say. */
export function ControlRoom({ stream, user }: { stream: Stream; user: User }) {
  const { t } = useLingui();
  const { streamId, title, startedAt } = stream;
  useDocumentTitle(title);
  const client = useQueryClient();
  const { live } = useRealtime();
  const [isAsking, setAsking] = useState(false);
  const room = useChatRoom(streamId, user.id);
  const playback = usePlayback(streamId);
  const state = useStore(playback.state);
  const connection = useStore(live.state);
  const status = stream.status === 'ended' ? 'ended' : (state.status ?? stream.status);
  const isOn = status === 'live' || status === 'interrupted';
  const end = useMutation({
    mutationFn: () => endStream(streamId),
    onSettled: () => setAsking(false),
    onSuccess: () => client.invalidateQueries({ queryKey: ['streams'] }),
  });

  useEffect(() => {
    if (state.status !== null) {
      void client.invalidateQueries({ queryKey: ['streams'] });
    }
  }, [client, state.status]);

  return (
    <>
      <StageLayout
        stage={
          <Player
            stream={state.stream}
            status={status}
            viewerCount={state.viewerCount ?? stream.viewerCount}
            title={title}
            startedAt={startedAt}
            curtain={
              status === 'upcoming' ? (
                <Curtain
                  busy
                  testId="waiting-for-media"
                  title={t`Waiting for your picture…`}
                  detail={t`Start sending from OBS or another program: you go live as it arrives.`}
                />
              ) : (
                <PlaybackCurtain
                  stream={stream}
                  status={status}
                  playback={state}
                  connection={connection}
                  onRetry={() => playback.retry()}
                />
              )
            }
          >
            <ReactionOverlay room={room} />
          </Player>
        }
        below={
          <div className={styles.below} data-stream-id={streamId}>
            {end.error !== null && <Notice kind="error">{describeError(end.error)}</Notice>}
            <StreamHeader
              stream={stream}
              follow={isOn && startedAt !== null ? <LiveClock startedAt={startedAt} /> : null}
              aside={
                <>
                  <ShareButton streamId={streamId} />
                  {isOn && (
                    <Button
                      size="sm"
                      variant="danger"
                      icon={<Square aria-hidden="true" />}
                      data-testid="end-stream"
                      onClick={() => setAsking(true)}
                    >
                      <Trans>End</Trans>
                    </Button>
                  )}
                  <StreamActions stream={stream} />
                </>
              }
            />
            {status === 'ended' ? (
              <Notice
                action={
                  <ButtonLink to="/studio" size="sm">
                    <Trans>Back to the studio</Trans>
                  </ButtonLink>
                }
              >
                <Trans>This stream is over.</Trans>
              </Notice>
            ) : (
              <EncoderSetup stream={stream} />
            )}
            {status !== 'upcoming' && (
              <Disclosure
                title={t`Analytics`}
                initiallyOpen={matchMedia('(width >= 900px)').matches}
                className={styles.analytics}
              >
                <AnalyticsPanel streamId={streamId} />
              </Disclosure>
            )}
          </div>
        }
        side={
          <ChatPanel
            room={room}
            hostId={user.id}
            self={user}
            invitation={null}
            closed={status === 'ended' ? t`Chat can only be read now.` : null}
          />
        }
      />
      {isAsking && (
        <ConfirmDialog
          title={t`End this stream?`}
          confirmLabel={t`End stream`}
          confirmTestId="confirm-end-stream"
          busy={end.isPending}
          onConfirm={() => end.mutate()}
          onCancel={() => setAsking(false)}
        >
          <Trans>It ends for everyone who watches, and cannot be continued.</Trans>
        </ConfirmDialog>
      )}
    </>
  );
}
