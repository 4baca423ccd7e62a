import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/Button';
import { Retry } from '@/components/ui/Retry';
import { Skeleton } from '@/components/ui/Skeleton';
import { formatDate, formatDuration } from '@/lib/format';
import { auditQuery, bansQuery, unban, type AuditEntry } from '../api/moderation';
import styles from './Moderation.module.css';

/** Who did what to whom, when and why; what is still in force can be undone from here. */
export function AuditList({ streamId }: { streamId: string }) {
  const client = useQueryClient();
  const audit = useQuery(auditQuery(streamId));
  const bans = useQuery(bansQuery(streamId));
  const lift = useMutation({
    mutationFn: (userId: string) => unban(streamId, userId),
    onSettled: () => client.invalidateQueries({ queryKey: ['chat', streamId] }),
  });

  if (audit.data === undefined) {
    return audit.isPending ? <Skeleton className={styles.waiting} /> : <Retry query={audit} />;
  }

  if (audit.data.length === 0) {
    return (
      <p className={styles.nothing}>
        <Trans>Nothing has been done here yet.</Trans>
      </p>
    );
  }

  const inForce = new Map(bans.data?.map((ban) => [ban.userId, ban]));
  // Only the newest sentence of an account is the one in force.
  const shown = new Set<string>();
  return (
    <ul className={styles.list}>
      {audit.data.map((entry) => {
        const { id, at, actorUsername, action, targetUserId, reason } = entry;
        const isSentence = action === 'ban' || action === 'timeout';
        const canUndo =
          isSentence &&
          targetUserId !== null &&
          inForce.has(targetUserId) &&
          !shown.has(targetUserId);
        if (canUndo) {
          shown.add(targetUserId);
        }

        return (
          <li key={id} className={styles.entry} data-testid="audit-entry">
            <div className={styles.what}>
              <p>
                <strong>@{actorUsername}</strong>{' '}
                <Action
                  entry={entry}
                  target={
                    (targetUserId === null ? null : inForce.get(targetUserId)?.username) ?? null
                  }
                />
              </p>
              <p className={styles.detail}>
                {formatDate(at)}
                {reason !== null && reason !== '' && ` · ${reason}`}
              </p>
            </div>
            {canUndo && (
              <Button
                size="sm"
                busy={lift.isPending && lift.variables === targetUserId}
                onClick={() => lift.mutate(targetUserId)}
              >
                <Trans>Undo</Trans>
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Action({ entry, target }: { entry: AuditEntry; target: string | null }) {
  const { t } = useLingui();
  const whom = target === null ? t`somebody` : `@${target}`;
  switch (entry.action) {
    case 'delete':
      return t`deleted a message.`;
    case 'settings':
      return t`changed the settings.`;
    case 'ban':
      return t`banned ${whom}.`;
    case 'timeout':
      return t`timed ${whom} out for ${formatDuration(Number(entry.details ?? 0))}.`;
    case 'unban':
      return t`lifted a ban or time-out.`;
    case 'add_moderator':
      return t`made somebody a moderator.`;
    case 'remove_moderator':
      return t`took the moderator's role from somebody.`;
    default:
      return entry.action;
  }
}
