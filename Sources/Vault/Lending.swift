extension [UInt8] {
    /// `withUnsafeBytes` that keeps the type of what is thrown.
    func lend<Result>(
        _ body: (UnsafeRawBufferPointer) throws(VaultFailure) -> Result
    ) throws(VaultFailure) -> Result {
        try withUnsafeBufferPointer { (bytes) throws(VaultFailure) in try body(UnsafeRawBufferPointer(bytes)) }
    }
}
