declare module 'asciichart' {
  export function plot(
    series: readonly number[],
    options?: {
      height?: number;
      min?: number;
      max?: number;
      symbols?: readonly string[];
      format?: (value: number) => string;
    },
  ): string;
}
