/** What answers where docker looks for its engine. */
export type EngineAnswer =
  | {
      readonly kind: 'answers';
      readonly product: 'docker' | 'podman';
      readonly version: string;
      /** `linux`, or `windows` where Docker Desktop runs Windows containers. */
      readonly os: string;
    }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'silent'; readonly reason: string };

/** The docker command line and its build plugin. */
export type Client = { readonly kind: 'present'; readonly buildx: string | undefined } | { readonly kind: 'absent' };

/** What this machine is, as far as it decides how an engine can be had. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** From /etc/os-release; undefined where there is none. */
  readonly distribution: Distribution | undefined;
  readonly isRoot: boolean;
  readonly isWsl: boolean;
  readonly hasSystemd: boolean;
  readonly hasPodman: boolean;
  /** Path of dockerd, where it is installed. */
  readonly dockerd: string | undefined;
}

export interface Distribution {
  readonly id: string;
  readonly codename: string;
  readonly name: string;
}

/** Everything that decides what has to be done for an engine. */
export interface EngineFacts {
  readonly endpoint: string;
  readonly engine: EngineAnswer;
  readonly client: Client;
  readonly host: Host;
}
