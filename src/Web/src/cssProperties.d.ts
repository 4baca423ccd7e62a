import 'react';

declare module 'react' {
  // Custom properties are what components set from values.
  interface CSSProperties {
    '--hue'?: number;
  }
}
