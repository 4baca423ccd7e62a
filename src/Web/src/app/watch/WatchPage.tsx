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
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { useStore } from '@/lib/useStore';
import { FollowHost } from '../FollowHost';
import { ShareButton } from '../ShareButton';
import { signInPath } from '../signInPath';

export function WatchPage({ stream }: { stream: Stream }) {
  const { streamId, title, host } = stream;
  useDocumentTitle(title);
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
      stage={
        <Player
          stream={state.stream}
          status={status}
          viewerCount={state.viewerCount ?? stream.viewerCount}
          title={title}
          curtain={
            <PlaybackCurtain
              stream={stream}
              status={status}
              playback={state}
              connection={connection}
              onRetry={() => playback.retry()}
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
              Sign in to chat
            </ButtonLink>
          }
          closed={status === 'ended' ? 'Chat can only be read now.' : null}
        />
      }
    />
  );
}
