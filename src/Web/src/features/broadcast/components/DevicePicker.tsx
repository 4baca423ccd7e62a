import { useLingui } from '@lingui/react/macro';
import { SelectField } from '@/components/ui/Field';
import { useStore } from '@/lib/useStore';
import type { Capture, InputKind } from '../core/Capture';
import styles from './DevicePicker.module.css';
import { MicrophoneMeter } from './MicrophoneMeter';

export function DevicePicker({ capture }: { capture: Capture }) {
  const { t } = useLingui();
  const { media, muted } = useStore(capture.state);
  return (
    <div className={styles.picker}>
      <DeviceSelect capture={capture} kind="video" label={t`Camera`} />
      <div>
        <DeviceSelect capture={capture} kind="audio" label={t`Microphone`} />
        <MicrophoneMeter media={media} muted={muted} />
      </div>
    </div>
  );
}

interface DeviceSelectProps {
  capture: Capture;
  kind: InputKind;
  label: string;
}

function DeviceSelect({ capture, kind, label }: DeviceSelectProps) {
  const { t } = useLingui();
  const { devices, selected } = useStore(capture.state);
  const choices = devices.filter((device) => device.kind === kind);
  return (
    <SelectField
      label={label}
      value={selected[kind] ?? ''}
      disabled={choices.length === 0}
      onChange={(event) => void capture.select(kind, event.target.value)}
    >
      {choices.length === 0 && <option value="">{t`None found`}</option>}
      {choices.map(({ id, label: name }, index) => (
        <option key={id} value={id}>
          {name || `${label} ${index + 1}`}
        </option>
      ))}
    </SelectField>
  );
}
