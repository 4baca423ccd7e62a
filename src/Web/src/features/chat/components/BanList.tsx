import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/Button';
import { Notice } from '@/components/ui/Notice';
import { Retry } from '@/components/ui/Retry';
import { Skeleton } from '@/components/ui/Skeleton';
import { describeError } from '@/lib/errors/describeError';
import { formatDate } from '@/lib/format';
import { bansQuery, unban } from '../api/moderation';
import styles from './Moderation.module.css';

/** Who may not write or read here now, and the way back. */
export function BanList({ streamId }: { streamId: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const bans = useQuery(bansQuery(streamId));
  const lift = useMutation({
    mutationFn: (userId: string) => unban(streamId, userId),
    onSettled: () => client.invalidateQueries({ queryKey: ['chat', streamId] }),
  });

  if (bans.data === undefined) {
    return bans.isPending ? <Skeleton className={styles.waiting} /> : <Retry query={bans} />;
  }

  if (bans.data.length === 0) {
    return (
      <p className={styles.nothing}>
        <Trans>Nobody is banned or timed out.</Trans>
      </p>
    );
  }

  return (
    <>
      {lift.error !== null && <Notice kind="error">{describeError(lift.error)}</Notice>}
      <ul className={styles.list}>
        {bans.data.map(({ userId, username, until, reason, createdAt }) => (
          <li key={userId} className={styles.entry} data-testid="ban">
            <div className={styles.what}>
              <p className={styles.who}>{username === null ? userId : `@${username}`}</p>
              <p className={styles.detail}>
                {until === null
                  ? t`Banned since ${formatDate(createdAt)}`
                  : t`Timed out until ${formatDate(until)}`}
                {reason !== null && reason !== '' && ` · ${reason}`}
              </p>
            </div>
            <Button
              size="sm"
              busy={lift.isPending && lift.variables === userId}
              onClick={() => lift.mutate(userId)}
            >
              {until === null ? <Trans>Unban</Trans> : <Trans>End time-out</Trans>}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
