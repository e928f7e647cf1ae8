/// A label of a series.
package struct MetricLabel: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// All series of one name, as Prometheus' text format 0.0.4 shows them.
package struct MetricFamily: Sendable {
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
    }

    package struct Histogram: Sendable {
        /// Upper bounds, each with everything up to it.
        package let buckets: [(bound: Double, count: Int64)]
        package let count: Int64
        package let sum: Double
    }

    package enum Value: Sendable {
        case number(Double)
        case histogram(Histogram)
    }

    package struct Sample: Sendable {
        package let labels: [MetricLabel]
        package let value: Value

        package init(labels: [MetricLabel] = [], value: Value) {
            self.labels = labels
            self.value = value
        }
    }

    package let name: String
    package let kind: Kind
    package let help: String
    package let samples: [Sample]

    package init(name: String, kind: Kind, help: String, samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`: what else a name holds becomes an underscore.
    static func name(_ label: String) -> String {
        let name = String(
            label.unicodeScalars.map { scalar -> Character in
                let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                return isAllowed || scalar == "_" ? Character(scalar) : "_"
            })
        return name.first?.isNumber ?? true ? "_" + name : name
    }

    static func counterName(_ label: String) -> String {
        let name = name(label)
        return name.hasSuffix("_total") ? name : name + "_total"
    }

    /// The lines of this family, each with its line end.
    package var text: String {
        var lines = ""
        if !help.isEmpty { lines += "# HELP \(name) \(help)\n" }
        lines += "# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples.sorted(by: { Self.text($0.labels) < Self.text($1.labels) }) {
            lines += Self.lines(name, sample)
        }
        return lines
    }

    private static func lines(_ name: String, _ sample: Sample) -> String {
        switch sample.value {
        case .number(let number): return "\(name)\(text(sample.labels)) \(text(number))\n"
        case .histogram(let histogram):
            var lines = ""
            for bucket in histogram.buckets {
                let labels = sample.labels + [MetricLabel("le", text(bucket.bound))]
                lines += "\(name)_bucket\(text(labels)) \(bucket.count)\n"
            }
            let all = sample.labels + [MetricLabel("le", "+Inf")]
            lines += "\(name)_bucket\(text(all)) \(histogram.count)\n"
            lines += "\(name)_sum\(text(sample.labels)) \(text(histogram.sum))\n"
            return lines + "\(name)_count\(text(sample.labels)) \(histogram.count)\n"
        }
    }

    private static func text(_ labels: [MetricLabel]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func text(_ number: Double) -> String {
        if let whole = Int64(exactly: number) { return String(whole) }
        return number.description
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
