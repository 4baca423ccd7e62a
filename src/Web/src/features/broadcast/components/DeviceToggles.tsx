import { useLingui } from '@lingui/react/macro';
import { Mic, MicOff, Video, VideoOff } from 'lucide-react';
import { IconButton } from '@/components/ui/IconButton';
import { useStore } from '@/lib/useStore';
import type { Capture } from '../core/Capture';

export function DeviceToggles({ capture }: { capture: Capture }) {
  const { t } = useLingui();
  const { phase, muted, cameraOff } = useStore(capture.state);
  const isReady = phase === 'ready';
  return (
    <>
      <IconButton
        size="lg"
        variant={muted ? 'off' : 'video'}
        label={muted ? t`Unmute microphone` : t`Mute microphone`}
        aria-pressed={muted}
        disabled={!isReady}
        onClick={() => capture.setMuted(!muted)}
      >
        {muted ? <MicOff aria-hidden="true" /> : <Mic aria-hidden="true" />}
      </IconButton>
      <IconButton
        size="lg"
        variant={cameraOff ? 'off' : 'video'}
        label={cameraOff ? t`Turn camera on` : t`Turn camera off`}
        aria-pressed={cameraOff}
        disabled={!isReady}
        onClick={() => capture.setCameraOff(!cameraOff)}
      >
        {cameraOff ? <VideoOff aria-hidden="true" /> : <Video aria-hidden="true" />}
      </IconButton>
    </>
  );
}
