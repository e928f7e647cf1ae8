internal import Glibc

/// An open picture file. A file that is deleted meanwhile stays readable to whoever has it open; see `ExtractionTicket`
/// for who ends such a reader.
package final class PictureFile: Sendable {
    private let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Reads exactly these bytes. Blocks.
    package func read(_ range: Range<Int>) throws(FileFailure) -> [UInt8] {
        var problem: FileFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count {
                let start = UnsafeMutableRawPointer(buffer.baseAddress.map { $0 + count })
                let got = pread(descriptor, start, range.count - count, off_t(range.lowerBound + count))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    problem = FileFailure("read a picture file")
                    return
                }
                count += got
            }
        }
        if let problem { throw problem }
        return bytes
    }
}

/// What the system refused to do with a file: our word for the act, and the system's reason. Names no file.
package struct FileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let act: String
    package let code: Int32

    /// Takes the reason from `errno`.
    init(_ act: String) {
        self.act = act
        code = errno
    }

    package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    package var description: String { "can't \(act): \(String(cString: strerror(code)))" }
}
