import { Trans } from '@lingui/react/macro';
import * as Menu from '@radix-ui/react-dropdown-menu';
import {
  AtSign,
  Ban,
  ChevronRight,
  Clock,
  Copy,
  Pin,
  PinOff,
  Reply,
  Shield,
  Trash2,
  UserRound,
} from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import menu from '@/components/ui/Menu.module.css';
import { copyText } from '@/lib/copyText';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { useStore } from '@/lib/useStore';
import { useChat } from './ChatContext';

interface MessageMenuProps {
  message: ChatMessage;
  onOpenChange: (isOpen: boolean) => void;
  /** The button that it opens from. */
  children: ReactNode;
}

/** What can be done about a message. Open as soon as it is there. */
export function MessageMenu({ message, onOpenChange, children }: MessageMenuProps) {
  const [isOpen, setOpen] = useState(true);
  useEffect(() => () => onOpenChange(false), [onOpenChange]);

  return (
    <Menu.Root
      modal={false}
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open);
        onOpenChange(open);
      }}
    >
      <Menu.Trigger asChild>{children}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className={menu.content} align="end" sideOffset={4} collisionPadding={8}>
          <Items message={message} />
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Items({ message }: { message: ChatMessage }) {
  const { room, hostId, self, isOpen, isModerator, actions } = useChat();
  const { settings } = useStore(room.state);
  const isOwn = message.userId === self?.id;
  const isOfHost = message.userId === hostId;
  const isPinned = settings?.pinnedMessageId === message.id;

  return (
    <>
      {self !== null && isOpen && (
        <>
          <Item icon={<Reply />} onSelect={() => actions.reply(message)}>
            <Trans>Reply</Trans>
          </Item>
          {!isOwn && (
            <Item icon={<AtSign />} onSelect={() => actions.mention(message)}>
              <Trans>Mention</Trans>
            </Item>
          )}
        </>
      )}
      <Item icon={<Copy />} onSelect={() => void copyText(message.comment)}>
        <Trans>Copy text</Trans>
      </Item>
      <Item icon={<UserRound />} onSelect={() => actions.showUser(message)}>
        <Trans>About @{message.username}</Trans>
      </Item>
      {isModerator && isOpen && (
        <Item
          icon={isPinned ? <PinOff /> : <Pin />}
          onSelect={() => actions.pin(message, !isPinned)}
        >
          {isPinned ? <Trans>Unpin</Trans> : <Trans>Pin</Trans>}
        </Item>
      )}
      {(isModerator || isOwn) && (
        <>
          <Menu.Separator className={menu.separator} />
          <Item icon={<Trash2 />} danger onSelect={() => actions.delete(message)}>
            <Trans>Delete</Trans>
          </Item>
        </>
      )}
      {isModerator && !isOwn && !isOfHost && (
        <>
          <TimeOut message={message} />
          <Item icon={<Ban />} danger onSelect={() => actions.judge(message, 'ban')}>
            <Trans>Ban…</Trans>
          </Item>
        </>
      )}
      {self?.id === hostId && !isOwn && (
        <Item icon={<Shield />} onSelect={() => actions.makeModerator(message)}>
          <Trans>Make moderator</Trans>
        </Item>
      )}
    </>
  );
}

function TimeOut({ message }: { message: ChatMessage }) {
  const { actions } = useChat();
  const lengths: [number, ReactNode][] = [
    [60, <Trans key="1">1 minute</Trans>],
    [600, <Trans key="2">10 minutes</Trans>],
    [3600, <Trans key="3">1 hour</Trans>],
  ];
  return (
    <Menu.Sub>
      <Menu.SubTrigger className={menu.item}>
        <Clock aria-hidden="true" />
        <Trans>Time out</Trans>
        <ChevronRight aria-hidden="true" className={menu.chevron} />
      </Menu.SubTrigger>
      <Menu.Portal>
        <Menu.SubContent className={menu.content} collisionPadding={8}>
          {lengths.map(([seconds, label]) => (
            <Menu.Item
              key={seconds}
              className={menu.item}
              onSelect={() => actions.timeOut(message, seconds)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Item className={menu.item} onSelect={() => actions.judge(message, 'timeout')}>
            <Trans>Other length, with a reason…</Trans>
          </Menu.Item>
        </Menu.SubContent>
      </Menu.Portal>
    </Menu.Sub>
  );
}

interface ItemProps {
  icon: ReactNode;
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

function Item({ icon, danger = false, onSelect, children }: ItemProps) {
  return (
    <Menu.Item className={menu.item} data-danger={danger} onSelect={onSelect}>
      <span aria-hidden="true" className={menu.icon}>
        {icon}
      </span>
      {children}
    </Menu.Item>
  );
}
