/** Opens once; whoever awaits `opened` passes from then on. */
export class Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;

  constructor() {
    let open: () => void = () => undefined;
    this.opened = new Promise((resolve) => (open = resolve));
    this.open = open;
  }
}
