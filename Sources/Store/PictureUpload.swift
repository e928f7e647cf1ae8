internal import Glibc

/// A picture file that is being written while the picture comes in. One after the other: it is no place for two writers.
package final class PictureUpload: Sendable {
    private let descriptor: Int32
    private let folder: String

    init(descriptor: Int32, folder: String) {
        self.descriptor = descriptor
        self.folder = folder
    }

    deinit {
        close(descriptor)
    }

    /// Appends a sealed piece. Blocks.
    package func append(_ piece: borrowing [UInt8]) throws(FileFailure) {
        try PictureFiles.write(piece, to: descriptor)
    }

    /// Returns once the file will survive a power cut. Blocks.
    package func finish() throws(FileFailure) {
        guard fsync(descriptor) == 0 else { throw FileFailure("sync a picture file") }
        try PictureFiles.sync(folder: folder)
    }
}
