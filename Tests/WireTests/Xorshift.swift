/// A small generator (xorshift64*) with a fixed seed, so that a failing run can be repeated.
struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// A number below `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
}
