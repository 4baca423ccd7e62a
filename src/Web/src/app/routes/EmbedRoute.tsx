import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { StageLayout } from '@/components/layout/StageLayout';
import { ButtonAnchor } from '@/components/ui/Button';
import { useSession } from '@/features/auth/hooks/useSession';
import { ChatPanel } from '@/features/chat/components/ChatPanel';
import { useChatRoom } from '@/features/chat/hooks/useChatRoom';
import { Curtain } from '@/features/playback/components/Curtain';
import { PlaybackCurtain } from '@/features/playback/components/PlaybackCurtain';
import { Player } from '@/features/playback/components/Player';
import { usePlayback } from '@/features/playback/hooks/usePlayback';
import { streamQuery } from '@/features/streams/api/streams';
import type { Stream } from '@/lib/api/types';
import { describeError } from '@/lib/errors/describeError';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { useStore } from '@/lib/useStore';
import styles from './EmbedRoute.module.css';

/** The player alone, for a frame on any site; with `?chat=1` the chat beside it. */
export function EmbedRoute() {
  const { t } = useLingui();
  const { streamId = '' } = useParams();
  const [search] = useSearchParams();
  const query = useQuery(streamQuery(streamId));
  if (query.data === undefined) {
    return (
      <main className={styles.page}>
        {query.error === null ? (
          <Curtain busy title={t`Loading…`} />
        ) : (
          <Curtain title={t`There is no such stream`} detail={describeError(query.error)} />
        )}
      </main>
    );
  }

  return search.get('chat') === '1' ? (
    <WithChat stream={query.data} />
  ) : (
    <main className={styles.page}>
      <Picture stream={query.data} />
    </main>
  );
}

function WithChat({ stream }: { stream: Stream }) {
  const { t } = useLingui();
  const { user } = useSession();
  const room = useChatRoom(stream.streamId, user?.id ?? null);
  return (
    <div className={styles.withChat}>
      <StageLayout
        stage={<Picture stream={stream} />}
        below={null}
        side={
          <ChatPanel
            room={room}
            hostId={stream.host.id}
            self={user}
            invitation={
              <ButtonAnchor
                href={`/watch/${stream.streamId}`}
                target="_blank"
                rel="noopener"
                variant="primary"
                style={{ width: '100%' }}
              >
                <Trans>Chat on Clockit</Trans>
              </ButtonAnchor>
            }
            closed={stream.status === 'ended' ? t`Chat can only be read now.` : null}
          />
        }
      />
    </div>
  );
}

function Picture({ stream }: { stream: Stream }) {
  const { streamId, title } = stream;
  useDocumentTitle(title);
  const { live } = useRealtime();
  const playback = usePlayback(streamId);
  const state = useStore(playback.state);
  const connection = useStore(live.state);
  const status = stream.status === 'ended' ? 'ended' : (state.status ?? stream.status);
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      <Player
        stream={state.stream}
        status={status}
        viewerCount={state.viewerCount ?? stream.viewerCount}
        title={title}
        startedAt={stream.startedAt}
        curtain={
          <PlaybackCurtain
            stream={stream}
            status={status}
            playback={state}
            connection={connection}
            onRetry={() => playback.retry()}
            ended={
              <ButtonAnchor href={`/watch/${streamId}`} target="_blank" rel="noopener">
                <Trans>Open on Clockit</Trans>
              </ButtonAnchor>
            }
          />
        }
      />
      <a href={`/watch/${streamId}`} target="_blank" rel="noopener" className={styles.title}>
        {title}
      </a>
    </>
  );
}
