import { Trans, useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { StageLayout } from '@/components/layout/StageLayout';
import { ButtonLink } from '@/components/ui/Button';
import { useSession } from '@/features/auth/hooks/useSession';
import { ChatPanel } from '@/features/chat/components/ChatPanel';
import { ReactionOverlay } from '@/features/chat/components/ReactionOverlay';
import { useChatRoom } from '@/features/chat/hooks/useChatRoom';
import { PlaybackCurtain } from '@/features/playback/components/PlaybackCurtain';
import { Player } from '@/features/playback/components/Player';
import { usePlayback } from '@/features/playback/hooks/usePlayback';
import { streamQuery } from '@/features/streams/api/streams';
import { StreamHeader } from '@/features/streams/components/StreamHeader';
import type { Stream } from '@/lib/api/types';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { useStore } from '@/lib/useStore';
import { FollowHost } from '../FollowHost';
import { ShareButton } from '../ShareButton';
import { signInPath } from '../signInPath';
import { EndedNext } from './EndedNext';
import { Reminder } from './Reminder';
import type { Theatre } from './WatchPage';

interface LivePageProps {
  stream: Stream;
  theatre: Theatre;
  onReplay: () => void;
}

/** A stream before, during and right after its time. */
export function LivePage({ stream, theatre, onReplay }: LivePageProps) {
  const { t } = useLingui();
  const { streamId, title, host } = stream;
  const client = useQueryClient();
  const { user } = useSession();
  const { pathname } = useLocation();
  const { live } = useRealtime();
  const room = useChatRoom(streamId, user?.id ?? null);
  const playback = usePlayback(streamId);
  const state = useStore(playback.state);
  const connection = useStore(live.state);
  // The room hears first; the API's answer is as old as the page.
  const status = stream.status === 'ended' ? 'ended' : (state.status ?? stream.status);

  useEffect(() => {
    if (state.status !== null) {
      // Length, peak and recording come with the new status.
      void client.invalidateQueries({ queryKey: streamQuery(streamId).queryKey });
    }
  }, [client, state.status, streamId]);

  return (
    <StageLayout
      isTheatre={theatre.isOn}
      stage={
        <Player
          stream={state.stream}
          status={status}
          viewerCount={state.viewerCount ?? stream.viewerCount}
          title={title}
          startedAt={stream.startedAt}
          theatre={theatre}
          curtain={
            <PlaybackCurtain
              stream={stream}
              status={status}
              playback={state}
              connection={connection}
              onRetry={() => playback.retry()}
              upcoming={<Reminder stream={stream} />}
              ended={<EndedNext stream={stream} onReplay={onReplay} />}
            />
          }
        >
          <ReactionOverlay room={room} />
        </Player>
      }
      below={
        <StreamHeader
          stream={stream}
          follow={<FollowHost host={host} />}
          aside={<ShareButton streamId={streamId} />}
        />
      }
      side={
        <ChatPanel
          room={room}
          hostId={host.id}
          self={user}
          invitation={
            <ButtonLink to={signInPath(pathname)} variant="primary" style={{ width: '100%' }}>
              <Trans>Sign in to chat</Trans>
            </ButtonLink>
          }
          closed={status === 'ended' ? t`Chat can only be read now.` : null}
        />
      }
    />
  );
}
