import readerUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** The code that a picture shows; null if it shows none. */
export type ReadCode = (picture: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

/** The browser's own reader where it has one, else one in WebAssembly, which is a file of this site. */
export async function codeReader(): Promise<ReadCode> {
  const detector = await createDetector();
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
}

async function createDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: new (options: object) => Detector })
    .BarcodeDetector;
  if (own) return new own({ formats: ['qr_code'] });
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  prepareZXingModule({ overrides: { locateFile: () => readerUrl } });
  return new BarcodeDetector({ formats: ['qr_code'] });
}
