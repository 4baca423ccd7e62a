import { useCallback, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { StageLayout } from '@/components/layout/StageLayout';
import { ReactionOverlay } from '@/features/chat/components/ReactionOverlay';
import { ReplayPanel } from '@/features/chat/components/ReplayPanel';
import { useChatReplay } from '@/features/chat/hooks/useChatReplay';
import { RecordingPlayer } from '@/features/playback/components/RecordingPlayer';
import { StreamHeader } from '@/features/streams/components/StreamHeader';
import type { Stream } from '@/lib/api/types';
import { FollowHost } from '../FollowHost';
import { ShareButton } from '../ShareButton';
import { parseMoment } from './moment';
import type { Theatre } from './WatchPage';

/** A recording with its chat and reactions in step. `?t=90` or `?t=1m30s` begins at a moment. */
export function ReplayPage({ stream, theatre }: { stream: Stream; theatre: Theatre }) {
  const { streamId, title, host, duration } = stream;
  const [search] = useSearchParams();
  const startAt = parseMoment(search.get('t'));
  const replay = useChatReplay(streamId);
  const time = useRef(startAt);
  const page = useRef<HTMLDivElement>(null);

  const showTime = useCallback(
    (seconds: number) => {
      time.current = seconds;
      replay.seek(seconds);
    },
    [replay],
  );

  useEffect(() => replay.seek(startAt), [replay, startAt]);

  const seek = (seconds: number) => {
    const video = page.current?.querySelector('video');
    if (video != null) {
      video.currentTime = seconds;
    }
  };

  return (
    <div ref={page}>
      <StageLayout
        isTheatre={theatre.isOn}
        stage={
          <RecordingPlayer
            src={`/api/live/${streamId}/recording`}
            title={title}
            startAt={startAt}
            duration={duration}
            theatre={theatre}
            onTime={showTime}
          >
            <ReactionOverlay room={replay} />
          </RecordingPlayer>
        }
        below={
          <StreamHeader
            stream={stream}
            follow={<FollowHost host={host} />}
            aside={<ShareButton streamId={streamId} moment={() => Math.floor(time.current)} />}
          />
        }
        side={<ReplayPanel replay={replay} onSeek={seek} />}
      />
    </div>
  );
}
