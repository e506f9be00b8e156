import Foundation

/// Failed operations on files.
public enum FileFailure {
    /// Why, in the system's words: Foundation's own are about "the file" that "couldn't be opened".
    public static func reason(_ error: any Error) -> String {
        if let refusal = error as? InputFile.Refusal { return refusal.reason }
        if let error = error as? CocoaError, error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
            return "there is no such file"
        }
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let underlying, underlying.domain == NSPOSIXErrorDomain else {
            return error.localizedDescription.trimmingCharacters(in: CharacterSet(charactersIn: "."))
        }
        return String(cString: strerror(Int32(underlying.code)))
    }
}
