/// What each process of a server may take of the machine; core dumps are never written.
public struct ProcessLimits: Sendable {
    /// In bytes.
    public var addressSpace: Int64
    /// Of each file that it writes, in bytes.
    public var fileSize: Int64
    public var openFiles: Int
    /// Of one process; a session that takes more is ended.
    public var processorSeconds: Int

    public init(addressSpace: Int64, fileSize: Int64, openFiles: Int, processorSeconds: Int) {
        self.addressSpace = addressSpace
        self.fileSize = fileSize
        self.openFiles = openFiles
        self.processorSeconds = processorSeconds
    }

    /// Runs `words` under these limits, in the same process. A limit that is tighter already stays.
    func wrapping(_ words: [String]) -> [String] {
        let limits = [
            "-c 0", "-v \(addressSpace / 1_024)", "-f \(fileSize / 512)", "-n \(openFiles)", "-t \(processorSeconds)",
        ]
        let script = limits.map { "ulimit \($0) 2>/dev/null; " }.joined() + "exec \"$@\""
        return ["/bin/sh", "-c", script, "advisor-server"] + words
    }
}
