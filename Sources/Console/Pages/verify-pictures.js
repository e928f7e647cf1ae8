"use strict";
// A picture on its way out: what phones write beside it (place, time, device) is cut off, and it is made smaller only
// where it is over the limits. Nothing here speaks with the server.

const Picture = (() => {
  const limits = { bytes: 10 * 1024 * 1024, pixels: 50_000_000 };
  const unreadable = "This file can't be read as a picture. Choose a JPEG or PNG file, or take a picture.";

  // ---- JPEG (ITU-T T.81, annex B)

  const ascii = (bytes, from, length) => String.fromCharCode(...bytes.subarray(from, from + length));

  /** Reads the orientation (Exif 2.32, tag 0x0112) of a TIFF block; 1 when there is none. */
  const orientation = (tiff) => {
    try {
      const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
      const isLittle = view.getUint16(0) === 0x4949;
      const start = view.getUint32(4, isLittle);
      for (let entry = 0; entry < view.getUint16(start, isLittle); entry += 1) {
        const at = start + 2 + 12 * entry;
        if (view.getUint16(at, isLittle) === 0x0112) return view.getUint16(at + 8, isLittle);
      }
    } catch {
      // A block that ends early says nothing.
    }
    return 1;
  };

  /** Whether a segment is needed to show the picture: its coding, and the colours it means (JFIF, ICC, Adobe). */
  const isNeeded = (marker, bytes, from) => {
    if (marker === 0xfe) return false; // a comment
    if (marker < 0xe0 || marker > 0xef) return true;
    if (marker === 0xe0) return ascii(bytes, from, 5) === "JFIF\0";
    if (marker === 0xe2) return ascii(bytes, from, 12) === "ICC_PROFILE\0";
    return marker === 0xee && ascii(bytes, from, 5) === "Adobe";
  };

  /** Where the coded data behind a start-of-scan ends: at the next marker that isn't part of it. */
  const endOfScan = (bytes, from) => {
    for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
      const next = bytes[at + 1];
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    }
    return -1;
  };

  /**
   * `{parts, width, height, orientation}` of a JPEG file: the parts to keep. What stands behind its end, such as a second picture or
   * a film, is left out as well. `undefined` for a file that isn't put together as it should be.
   */
  const takeApartJPEG = (bytes) => {
    const found = { parts: [bytes.subarray(0, 2)], type: "image/jpeg", orientation: 1, width: 0, height: 0 };
    let at = 2;
    while (at + 4 <= bytes.length && bytes[at] === 0xff) {
      const marker = bytes[at + 1];
      if (marker === 0xff) { at += 1; continue; }
      const size = bytes[at + 2] * 256 + bytes[at + 3];
      const end = at + 2 + size;
      if (size < 2 || end > bytes.length) return undefined;
      if (marker === 0xe1 && ascii(bytes, at + 4, 6) === "Exif\0\0") {
        found.orientation = orientation(bytes.subarray(at + 10, end));
      }
      if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
        found.height = bytes[at + 5] * 256 + bytes[at + 6];
        found.width = bytes[at + 7] * 256 + bytes[at + 8];
      }
      if (isNeeded(marker, bytes, at + 4)) found.parts.push(bytes.subarray(at, end));
      at = end;
      if (marker === 0xda) {
        const stop = endOfScan(bytes, at);
        if (stop < 0) return undefined;
        found.parts.push(bytes.subarray(at, stop));
        at = stop;
      }
      if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) {
        found.parts.push(bytes.subarray(at, at + 2));
        return found.width && found.height ? found : undefined;
      }
    }
    return undefined;
  };

  // ---- PNG (third edition, section 11)

  const shown = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT", "bKGD", "pHYs"]);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

  const takeApartPNG = (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = { parts: [bytes.subarray(0, 8)], type: "image/png", orientation: 1, width: view.getUint32(16), height: view.getUint32(20) };
    for (let at = 8; at + 12 <= bytes.length;) {
      const end = at + 12 + view.getUint32(at);
      const name = ascii(bytes, at + 4, 4);
      if (end > bytes.length) return undefined;
      if (name === "eXIf") found.orientation = orientation(bytes.subarray(at + 8, end - 4));
      if (shown.has(name)) found.parts.push(bytes.subarray(at, end));
      if (name === "IEND") return found;
      at = end;
    }
    return undefined;
  };

  /** A file without what isn't the picture; `undefined` when it is neither JPEG nor PNG. */
  const takeApart = (bytes) => {
    if (bytes.length > 32 && signature.every((byte, index) => bytes[index] === byte)) return takeApartPNG(bytes);
    return bytes[0] === 0xff && bytes[1] === 0xd8 ? takeApartJPEG(bytes) : undefined;
  };

  // ---- drawing it anew

  const canvasOf = (source, width, height) => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width));
    canvas.height = Math.max(1, Math.round(height));
    const context = canvas.getContext("2d");
    // JPEG knows no transparency.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  const toJPEG = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

  /** Whether a canvas took its picture. One that is too large for the device stays empty, without a word. */
  const isDrawn = (canvas) => {
    try {
      return canvas.getContext("2d").getImageData(0, 0, 1, 1).data[3] === 255;
    } catch {
      return false;
    }
  };

  /**
   * Draws a picture upright as a JPEG within the limits: with falling quality, then smaller. Gives `{ blob, isSmaller }`.
   */
  const drawAnew = async (blob) => {
    let bitmap;
    try {
      bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
    } catch {
      throw new Error(unreadable);
    }
    try {
      const size = bitmap.width * bitmap.height;
      for (let pixels = Math.min(size, limits.pixels); pixels >= Math.min(size, 250_000); pixels /= 2) {
        const scale = Math.min(1, Math.sqrt(pixels / size));
        const canvas = canvasOf(bitmap, Math.floor(bitmap.width * scale), Math.floor(bitmap.height * scale));
        if (!isDrawn(canvas)) continue;
        for (const quality of [0.92, 0.8, 0.7]) {
          const drawn = await toJPEG(canvas, quality);
          // A device with little memory gives nothing for a large canvas.
          if (!drawn) break;
          if (drawn.size <= limits.bytes) return { blob: drawn, isSmaller: scale < 1 };
        }
      }
    } finally {
      bitmap.close();
    }
    throw new Error("This picture is too large for your device. Choose a smaller one.");
  };

  /** What is sent for a chosen file: a JPEG or PNG without place, time and device, as `drawAnew` gives it. Throws words. */
  const prepare = async (file) => {
    let bytes;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new Error("This file can't be opened. Choose it again, or another one.");
    }
    const found = takeApart(bytes);
    if (!found || found.orientation > 1) return drawAnew(file);
    const blob = new Blob(found.parts, { type: found.type });
    const isWithin = blob.size <= limits.bytes && found.width * found.height <= limits.pixels;
    return isWithin ? { blob, isSmaller: false } : drawAnew(blob);
  };

  /** Shows a picture on a canvas, which needs no address of its own. Throws words when it is no picture. */
  const show = async (blob, canvas, most = 1200) => {
    let bitmap;
    try {
      bitmap = await createImageBitmap(blob);
    } catch {
      throw new Error(unreadable);
    }
    const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
  };

  const ofVideo = async (video) => ({ blob: await toJPEG(canvasOf(video, video.videoWidth, video.videoHeight), 0.92), isSmaller: false });

  return { prepare, show, ofVideo };
})();

/** The camera, in a video element. */
const Camera = (() => {
  let stream;
  const isThere = () => Boolean(navigator.mediaDevices?.getUserMedia);

  const still = (video) => {
    video.pause();
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
  };

  const off = (video) => {
    still(video);
    video.srcObject = null;
  };

  /** Throws words when there is none, or it may not be used. */
  const on = async (video, facing) => {
    off(video);
    try {
      const got = await navigator.mediaDevices.getUserMedia({
        audio: false, video: { facingMode: { ideal: facing }, width: { ideal: 1920 }, height: { ideal: 1440 } },
      });
      off(video);
      stream = got;
    } catch (error) {
      throw new Error(error.name === "NotAllowedError"
        ? "The camera may not be used here. You can allow it in your browser's settings for this page, or choose a file instead."
        : "There is no camera that this page can use. Choose a file instead.");
    }
    video.srcObject = stream;
    video.classList.toggle("mirrored", facing === "user");
    // Taken away again before it began is no fault.
    await video.play().catch(() => {});
  };
  return { isThere, still, on, off };
})();

/** Bytes as a person reads them. */
const sizeWords = (bytes) => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);
