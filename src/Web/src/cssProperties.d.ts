import 'react';

declare module 'react' {
  // Custom properties are the one thing that components set from values.
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
