internal import Glibc

/// How memory is taken from the system, and given back. `mallopt(3)`; not in Swift's Glibc module, so it is looked up by
/// its name.
enum Allocator {
    private typealias SetOption = @convention(c) (Int32, Int32) -> Int32

    static func apply() {
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let setOption = unsafeBitCast(symbol, to: SetOption.self)
        // Blocks of some hundred KiB, that pictures pass through, are kept instead of being given back to the kernel and
        // taken anew: a fifth of all work of a picture answer was page faults.
        let (trimThreshold, mapThreshold, perturb): (Int32, Int32, Int32) = (-1, -3, -6)
        _ = setOption(mapThreshold, 4 << 20)
        _ = setOption(trimThreshold, 16 << 20)
        // What is freed is overwritten: Swift's strings and arrays are not wiped by themselves, and attributes pass through
        // them on their way out.
        _ = setOption(perturb, 0xA5)
    }
}
