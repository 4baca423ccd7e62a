import { useLingui } from '@lingui/react/macro';
import { Dialog } from '@/components/ui/Dialog';
import { Tabs } from '@/components/ui/Tabs';
import { AuditList } from './AuditList';
import { BanList } from './BanList';
import { ChatSettingsForm } from './ChatSettingsForm';

interface ModerationSheetProps {
  streamId: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Everything that a moderator decides about a chat as a whole. */
export function ModerationSheet({ streamId, isOpen, onClose }: ModerationSheetProps) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Moderate this chat`} isWide testId="moderation" onClose={onClose}>
      <Tabs
        label={t`Moderation`}
        tabs={[
          {
            value: 'settings',
            label: t`Settings`,
            content: <ChatSettingsForm streamId={streamId} isOpen={isOpen} />,
          },
          { value: 'bans', label: t`Bans and time-outs`, content: <BanList streamId={streamId} /> },
          { value: 'audit', label: t`Log`, content: <AuditList streamId={streamId} /> },
        ]}
      />
    </Dialog>
  );
}
