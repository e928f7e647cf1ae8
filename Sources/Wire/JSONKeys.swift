/// The members' names of the objects on a tape.
struct JSONKeys {
    /// The document.
    let bytes: [UInt8]
    /// Its tape, as far as it has been read.
    let tape: [JSONToken]

    /// The name that the string token at `index` stands for.
    func key(at index: Int) -> JSONKey {
        let token = tape[index]
        let text = bytes[token.range]
        return JSONKey(bytes: token.hasEscapes ? JSONEscapes.resolve(text)[...] : text)
    }

    /// The place on the tape of the first name that an earlier member of the same, finished object has as well.
    func firstRepeated(in object: Int) -> Int? {
        var keys: [Int] = []
        let end = Int(tape[object].next)
        var index = object + 1
        while index < end {
            keys.append(index)
            // Few names are compared each with each, many through a set, so that no text costs quadratic time.
            if keys.count > 16 { return firstRepeatedOfMany(in: object) }
            index = Int(tape[index + 1].next)
        }
        for (place, key) in keys.enumerated().dropFirst() where keys[..<place].contains(where: { areEqual($0, key) }) {
            return key
        }
        return nil
    }

    private func areEqual(_ one: Int, _ other: Int) -> Bool {
        let (left, right) = (tape[one], tape[other])
        if left.hasEscapes || right.hasEscapes { return key(at: one) == key(at: other) }
        guard left.range.count == right.range.count else { return false }
        return zip(left.range, right.range).allSatisfy { bytes[$0] == bytes[$1] }
    }

    private func firstRepeatedOfMany(in object: Int) -> Int? {
        let end = Int(tape[object].next)
        var seen: Set<JSONKey> = []
        var index = object + 1
        while index < end {
            guard seen.insert(key(at: index)).inserted else { return index }
            index = Int(tape[index + 1].next)
        }
        return nil
    }
}
