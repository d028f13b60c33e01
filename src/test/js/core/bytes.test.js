import { equal, ok, test } from '../harness.js';
import { Bytes } from '../../../main/webapp/static/core/bytes.js';

const PIECES = ['a', 'bc', 'def'];
const encoder = new TextEncoder();

/** @param {UnderlyingByteSource['type'] | undefined} type */
function body(type) {
  return new ReadableStream({
    type,
    start(controller) {
      PIECES.forEach((piece) => controller.enqueue(encoder.encode(piece)));
      controller.close();
    },
  });
}

/** @param {ReadableStream<Uint8Array>} from */
async function readAll(from) {
  const bytes = new Bytes(from);
  let text = '';
  for (let piece = await bytes.read(); piece !== null; piece = await bytes.read()) {
    text += new TextDecoder().decode(piece);
  }
  return text;
}

test('a body of bytes is read to its end', async () => {
  equal(await readAll(body('bytes')), 'abcdef');
});

test('a body that cannot fill given memory is read all the same', async () => {
  equal(await readAll(body(undefined)), 'abcdef');
});

test('what a server answers can be read into given memory', async () => {
  const response = await fetch(import.meta.url);
  const bytes = new Bytes(response.body);
  const first = await bytes.read();
  // Not what was asked for, but all of it: only memory that was given is bigger than what is in it.
  ok(first.buffer.byteLength > first.byteLength, `memory of ${first.buffer.byteLength} bytes`);
});

test('each piece comes in the memory of the one before', async () => {
  const bytes = new Bytes(body('bytes'));
  const sizes = [];
  let first = null;
  for (let piece = await bytes.read(); piece !== null; piece = await bytes.read()) {
    first ??= piece;
    sizes.push(piece.buffer.byteLength);
  }
  ok(sizes.length > 0 && sizes.every((size) => size === sizes[0]));
  equal(first.byteLength, 0, 'the first piece has lost its memory to the next');
});

test('a body that breaks is told as the error that it is', async () => {
  const broken = new ReadableStream({ type: 'bytes', start: (controller) => controller.error(new TypeError('cut off')) });
  const bytes = new Bytes(broken);
  let told = null;
  try {
    await bytes.read();
  } catch (error) {
    told = error.message;
  }
  equal(told, 'cut off');
});
