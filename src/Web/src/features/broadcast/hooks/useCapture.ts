import { useEffect, useMemo } from 'react';
import { Capture } from '../core/Capture';

/** The camera and microphone, on for as long as the component is there. */
export function useCapture(): Capture {
  const capture = useMemo(() => new Capture(), []);

  useEffect(() => {
    void capture.open();
    return () => void capture.stop();
  }, [capture]);

  return capture;
}
