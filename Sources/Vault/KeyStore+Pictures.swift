extension KeyStore {
    /// Seals one picture under the candidate's data key. One sealer for each upload: a binding is never sealed for twice.
    package func pictureSealer(
        slot: SlotNumber, picture: PictureBinding
    ) throws(VaultFailure) -> PictureSealer {
        PictureSealer(try PictureFormat(dataKey: dataKey(slot), picture: picture, "seal a picture"))
    }

    /// Opens one picture, `isDestroyed` once the key is gone.
    ///
    /// - Parameter byteCount: bytes of the picture in the open.
    package func pictureOpener(
        slot: SlotNumber, picture: PictureBinding, byteCount: Int
    ) throws(VaultFailure) -> PictureOpener {
        try PictureOpener(
            PictureFormat(dataKey: dataKey(slot), picture: picture, "open a picture"), byteCount: byteCount)
    }
}
