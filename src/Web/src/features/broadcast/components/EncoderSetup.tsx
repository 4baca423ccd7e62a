import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, Copy, Eye, EyeOff, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { IconButton } from '@/components/ui/IconButton';
import { Notice } from '@/components/ui/Notice';
import { Tabs } from '@/components/ui/Tabs';
import type { Stream } from '@/lib/api/types';
import { copyText } from '@/lib/copyText';
import { describeError } from '@/lib/errors/describeError';
import { rotateKey } from '../api/broadcast';
import styles from './EncoderSetup.module.css';

/** How a program such as OBS sends this stream, for its creator's eyes only. */
export function EncoderSetup({ stream }: { stream: Stream }) {
  const { t } = useLingui();
  const { streamKey, ingest } = stream;
  if (!streamKey || ingest == null) {
    return null;
  }

  const whip = (
    <div className={styles.way}>
      <Secrets address={ingest.whipUrl} addressLabel={t`Server`} stream={stream} />
      <ol className={styles.steps}>
        <li>
          <Trans>
            In OBS 30 or newer, open <b>Settings → Stream</b>.
          </Trans>
        </li>
        <li>
          <Trans>
            As <b>Service</b> choose <b>WHIP</b>. Put the address into <b>Server</b> and the key
            into <b>Bearer Token</b>.
          </Trans>
        </li>
        <li>
          <Trans>
            Press <b>Start Streaming</b>. You are live as soon as your picture arrives here.
          </Trans>
        </li>
      </ol>
    </div>
  );
  const rtmp =
    ingest.rtmpUrl === null ? null : (
      <div className={styles.way}>
        <Secrets address={ingest.rtmpUrl} addressLabel={t`Server`} stream={stream} />
        <ol className={styles.steps}>
          <li>
            <Trans>
              In OBS or any RTMP program, choose a <b>custom</b> service.
            </Trans>
          </li>
          <li>
            <Trans>
              Put the address into <b>Server</b> and the key into <b>Stream Key</b>. Set the
              keyframe interval to 2 s.
            </Trans>
          </li>
          <li>
            <Trans>
              Press <b>Start Streaming</b>. You are live as soon as your picture arrives here.
            </Trans>
          </li>
        </ol>
      </div>
    );

  return (
    <section className={styles.setup} aria-labelledby="encoder" data-testid="encoder-setup">
      <h2 id="encoder" className={styles.title}>
        <Trans>Stream from OBS or another program</Trans>
      </h2>
      {rtmp === null ? (
        whip
      ) : (
        <Tabs
          label={t`Way to send`}
          tabs={[
            { value: 'whip', label: t`WHIP (least delay)`, content: whip },
            { value: 'rtmp', label: 'RTMP', content: rtmp },
          ]}
        />
      )}
    </section>
  );
}

interface SecretsProps {
  address: string;
  addressLabel: string;
  stream: Stream;
}

function Secrets({ address, addressLabel, stream }: SecretsProps) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [isShown, setShown] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { streamId, streamKey = '', status } = stream;
  const isOn = status === 'live' || status === 'interrupted';
  const rotate = useMutation({
    mutationFn: () => rotateKey(streamId),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['streams'] });
      setAsking(false);
    },
  });

  return (
    <dl className={styles.list}>
      <dt>{addressLabel}</dt>
      <dd>
        <code className={styles.value}>{address}</code>
        <CopyButton label={t`Copy the address`} text={address} />
      </dd>
      <dt>
        <Trans>Stream key</Trans>
      </dt>
      <dd>
        <code className={styles.value} data-testid="stream-key">
          {isShown ? streamKey : '•'.repeat(20)}
        </code>
        <IconButton
          size="sm"
          label={isShown ? t`Hide the stream key` : t`Show the stream key`}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
        </IconButton>
        <CopyButton label={t`Copy the stream key`} text={streamKey} />
        <IconButton size="sm" label={t`Make a new stream key`} onClick={() => setAsking(true)}>
          <RefreshCw aria-hidden="true" />
        </IconButton>
      </dd>
      {isAsking && (
        <ConfirmDialog
          title={t`Make a new stream key?`}
          confirmLabel={t`Make a new key`}
          busy={rotate.isPending}
          onConfirm={() => rotate.mutate()}
          onCancel={() => setAsking(false)}
        >
          {rotate.error !== null && <Notice kind="error">{describeError(rotate.error)}</Notice>}
          {isOn ? (
            <Trans>
              The present key stops at once, and so does the picture that comes in on it. You then
              have to put the new key into your program.
            </Trans>
          ) : (
            <Trans>
              The present key stops at once. You then have to put the new one into your program.
            </Trans>
          )}
        </ConfirmDialog>
      )}
    </dl>
  );
}

function CopyButton({ label, text }: { label: string; text: string }) {
  const { t } = useLingui();
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (isCopied) {
      const timer = setTimeout(() => setCopied(false), 2_000);
      return () => clearTimeout(timer);
    }
  }, [isCopied]);

  return (
    <Button
      size="xs"
      aria-label={label}
      icon={isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      onClick={() => void copyText(text).then(setCopied)}
    >
      {isCopied ? t`Copied` : t`Copy`}
    </Button>
  );
}
