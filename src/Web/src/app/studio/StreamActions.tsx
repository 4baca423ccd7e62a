import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as Menu from '@radix-ui/react-dropdown-menu';
import {
  ChartLine,
  Download,
  EllipsisVertical,
  ExternalLink,
  Link2,
  Pencil,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { IconButton } from '@/components/ui/IconButton';
import menu from '@/components/ui/Menu.module.css';
import { Notice } from '@/components/ui/Notice';
import { deleteStream } from '@/features/broadcast/api/broadcast';
import { StreamEditor } from '@/features/broadcast/components/StreamEditor';
import type { Stream } from '@/lib/api/types';
import { copyText } from '@/lib/copyText';
import { describeError } from '@/lib/errors/describeError';

interface StreamActionsProps {
  stream: Stream;
  /** Shows how a past stream went. */
  onAnalytics?: () => void;
}

/** Open, edit, download, delete. */
export function StreamActions({ stream, onAnalytics }: StreamActionsProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const { streamId, title, status, recordingUrl } = stream;
  const isOn = status === 'live' || status === 'interrupted';
  const remove = useMutation({
    mutationFn: () => deleteStream(streamId),
    onSuccess: async () => {
      setOpen(null);
      void navigate('/studio');
      await client.invalidateQueries({ queryKey: ['streams'] });
    },
  });

  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <IconButton size="sm" label={t`More about ${title}`} data-testid="stream-actions">
            <EllipsisVertical aria-hidden="true" />
          </IconButton>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
            <Menu.Item asChild>
              <Link to={`/watch/${streamId}`} className={menu.item}>
                <ExternalLink aria-hidden="true" />
                <Trans>Open its page</Trans>
              </Link>
            </Menu.Item>
            <Menu.Item
              className={menu.item}
              onSelect={() => void copyText(`${location.origin}/watch/${streamId}`)}
            >
              <Link2 aria-hidden="true" />
              <Trans>Copy its address</Trans>
            </Menu.Item>
            <Menu.Item className={menu.item} onSelect={() => setOpen('edit')}>
              <Pencil aria-hidden="true" />
              <Trans>Edit</Trans>
            </Menu.Item>
            {onAnalytics !== undefined && (
              <Menu.Item className={menu.item} onSelect={onAnalytics}>
                <ChartLine aria-hidden="true" />
                <Trans>Analytics</Trans>
              </Menu.Item>
            )}
            {recordingUrl !== null && (
              <Menu.Item asChild>
                <a href={`/api/live/${streamId}/recording`} download className={menu.item}>
                  <Download aria-hidden="true" />
                  <Trans>Download the recording</Trans>
                </a>
              </Menu.Item>
            )}
            {!isOn && (
              <>
                <Menu.Separator className={menu.separator} />
                <Menu.Item
                  className={menu.item}
                  data-danger="true"
                  onSelect={() => setOpen('delete')}
                >
                  <Trash2 aria-hidden="true" />
                  <Trans>Delete…</Trans>
                </Menu.Item>
              </>
            )}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      {open === 'edit' && (
        <StreamEditor stream={stream} onSaved={() => setOpen(null)} onClose={() => setOpen(null)} />
      )}
      {open === 'delete' && (
        <ConfirmDialog
          title={t`Delete this stream?`}
          confirmLabel={t`Delete`}
          confirmTestId="confirm-delete"
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onCancel={() => setOpen(null)}
        >
          {remove.error !== null && <Notice kind="error">{describeError(remove.error)}</Notice>}
          <Trans>
            <strong>{title}</strong> is gone for everyone then, its recording and chat too.
          </Trans>
        </ConfirmDialog>
      )}
    </>
  );
}
