import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Button, ButtonLink } from '@/components/ui/Button';
import { streamListQuery, streamsOfQuery } from '@/features/streams/api/streams';
import { byStage } from '@/features/streams/core/byStage';
import type { Stream } from '@/lib/api/types';
import { formatDate } from '@/lib/format';

/** Where to go from a stream that is over: its recording, what its host does next, others. */
export function EndedNext({ stream, onReplay }: { stream: Stream; onReplay: () => void }) {
  const { data: own } = useQuery(streamsOfQuery(stream.host.id));
  const { data: live } = useQuery(streamListQuery('live'));
  const { live: ownLive, upcoming } = byStage(own ?? []);
  const next = ownLive[0] ?? upcoming[0];
  const other = live?.items.find(({ streamId }) => streamId !== stream.streamId);

  return (
    <>
      {stream.recordingUrl !== null && (
        <Button variant="primary" data-testid="watch-recording" onClick={onReplay}>
          <Trans>Watch the recording</Trans>
        </Button>
      )}
      {next !== undefined && (
        <ButtonLink to={`/watch/${next.streamId}`}>
          {next.scheduledFor === null || next.status !== 'upcoming' ? (
            <Trans>{stream.host.displayName} is live again</Trans>
          ) : (
            <Trans>
              Next: {next.title}, {formatDate(next.scheduledFor)}
            </Trans>
          )}
        </ButtonLink>
      )}
      {other !== undefined && other.streamId !== next?.streamId && (
        <ButtonLink to={`/watch/${other.streamId}`}>
          <Trans>Live now: {other.title}</Trans>
        </ButtonLink>
      )}
      <ButtonLink to="/" {...(stream.recordingUrl === null ? { variant: 'primary' as const } : {})}>
        <Trans>See who is live</Trans>
      </ButtonLink>
    </>
  );
}
