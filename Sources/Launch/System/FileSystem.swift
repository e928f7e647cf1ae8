internal import Glibc

/// What the disk under a path is like.
struct FileSystem: Sendable {
    /// The kernel's name of the kind, such as `ext4`.
    let kind: String
    /// Why overwriting a key in place may leave a copy; `nil` where it does not.
    let concern: String?

    /// `nil` when the path can't be looked at.
    init?(_ path: String) {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        guard let kind = Self.kind(of: String(cString: real)) else { return nil }
        self.kind = kind
        concern = Self.isInPlace(kind) ? nil : Self.concerns[kind] ?? Self.concern(ofUnknown: kind)
    }

    /// The kind of the mount with the longest path that leads here, after `/proc/self/mountinfo` (proc(5)).
    private static func kind(of path: String) -> String? {
        guard let table = SmallFile.bytes("/proc/self/mountinfo", limit: 1 << 20) else { return nil }
        var best: (mount: Substring, kind: Substring)?
        for line in String(decoding: table, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, let dash = fields[5...].firstIndex(of: "-"), dash + 1 < fields.count else {
                continue
            }
            let mount = fields[4]
            guard mount == "/" || path == mount || path.hasPrefix(mount + "/") else { continue }
            // Of two mounts at one place the later one covers the earlier.
            if mount.count >= best?.mount.count ?? 0 { best = (mount, fields[dash + 1]) }
        }
        return best.map { String($0.kind) }
    }

    private static func isInPlace(_ kind: String) -> Bool { ["ext2", "ext3", "ext4", "xfs"].contains(kind) }

    private static func concern(ofUnknown kind: String) -> String {
        if kind.hasPrefix("fuse") { return "What lies behind FUSE is unknown. Use a local disk with ext4 or XFS." }
        return "Lethe does not know whether it overwrites in place. Use ext4 or XFS."
    }

    private static let copies =
        "It writes changes to a new place and keeps the old one for a while, so a destroyed key can be found on the raw "
        + "disk. Put the data, or at least keystore/, on ext4 or XFS."
    private static let network =
        "It is a network file system: locks and syncs are not sure, and the server keeps copies. Use a local disk."

    private static let concerns: [String: String] = [
        "btrfs": copies, "zfs": copies, "bcachefs": copies, "f2fs": copies, "nilfs2": copies,
        "overlay": "It is a container's own layer and goes with the container. Mount a volume for the data.",
        "tmpfs": "It is memory: everything is gone after a restart, and it may be swapped to a disk.",
        "ramfs": "It is memory: everything is gone after a restart.",
        "nfs": network, "nfs4": network, "cifs": network, "smb3": network, "9p": network, "ceph": network,
    ]
}
