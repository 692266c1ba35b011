"""The exceptions that modules of the standard library have, of every Python from 3.10 on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_MODULES: Mapping[str, str] = {
    "aifc": "Error",
    "argparse": "ArgumentError ArgumentTypeError",
    "asyncio": """
        BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError QueueEmpty
        QueueFull QueueShutDown SendfileNotAvailableError TimeoutError
    """,
    "asyncio.exceptions": """
        BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError
        SendfileNotAvailableError TimeoutError
    """,
    "asyncio.queues": "QueueEmpty QueueFull QueueShutDown",
    "asyncore": "ExitNow",
    "audioop": "error",
    "bdb": "BdbQuit",
    "binascii": "Error Incomplete",
    "binhex": "Error",
    "calendar": "IllegalMonthError IllegalWeekdayError error",
    "concurrent.futures": "BrokenExecutor CancelledError InvalidStateError TimeoutError",
    "concurrent.futures.process": "BrokenProcessPool",
    "concurrent.futures.thread": "BrokenThreadPool",
    "configparser": """
        DuplicateOptionError DuplicateSectionError Error InterpolationDepthError InterpolationError
        InterpolationMissingOptionError InterpolationSyntaxError MissingSectionHeaderError
        MultilineContinuationError NoOptionError NoSectionError ParsingError
    """,
    "copy": "Error error",
    "csv": "Error",
    "ctypes": "ArgumentError",
    "curses": "error",
    "curses.panel": "error",
    "dataclasses": "FrozenInstanceError",
    "dbm.dumb": "error",
    "dbm.sqlite3": "error",
    "decimal": """
        Clamped ConversionSyntax DecimalException DivisionByZero DivisionImpossible DivisionUndefined
        FloatOperation Inexact InvalidContext InvalidOperation Overflow Rounded Subnormal Underflow
    """,
    "distutils.errors": """
        CCompilerError CompileError DistutilsArgError DistutilsByteCompileError DistutilsClassError
        DistutilsError DistutilsExecError DistutilsFileError DistutilsGetoptError DistutilsInternalError
        DistutilsModuleError DistutilsOptionError DistutilsPlatformError DistutilsSetupError
        DistutilsTemplateError LibError LinkError PreprocessError UnknownFileError
    """,
    "doctest": "DocTestFailure UnexpectedException",
    "email.errors": """
        BoundaryError CharsetError CloseBoundaryNotFoundDefect FirstHeaderLineIsContinuationDefect
        HeaderDefect HeaderMissingRequiredValue HeaderParseError HeaderWriteError
        InvalidBase64CharactersDefect InvalidBase64LengthDefect InvalidBase64PaddingDefect InvalidDateDefect
        InvalidHeaderDefect InvalidMultipartContentTransferEncodingDefect MalformedHeaderDefect MessageDefect
        MessageError MessageParseError MisplacedEnvelopeHeaderDefect MissingHeaderBodySeparatorDefect
        MultipartConversionError MultipartInvariantViolationDefect NoBoundaryInMultipartDefect
        NonASCIILocalPartDefect NonPrintableDefect ObsoleteHeaderDefect StartBoundaryNotFoundDefect
        UndecodableBytesDefect
    """,
    "encodings": "CodecRegistryError",
    "ftplib": "Error error_perm error_proto error_reply error_temp",
    "getopt": "GetoptError error",
    "getpass": "GetPassWarning",
    "graphlib": "CycleError",
    "gzip": "BadGzipFile",
    "http.client": """
        BadStatusLine CannotSendHeader CannotSendRequest HTTPException ImproperConnectionState IncompleteRead
        InvalidURL LineTooLong NotConnected RemoteDisconnected ResponseNotReady UnimplementedFileMode
        UnknownProtocol UnknownTransferEncoding error
    """,
    "http.cookiejar": "LoadError",
    "http.cookies": "CookieError",
    "importlib.metadata": "PackageNotFoundError",
    "importlib.resources.abc": "TraversalError",
    "inspect": "ClassFoundException EndOfBlock",
    "io": "UnsupportedOperation",
    "ipaddress": "AddressValueError NetmaskValueError",
    "json": "JSONDecodeError",
    "json.decoder": "JSONDecodeError",
    "locale": "Error",
    "lzma": "LZMAError",
    "mailbox": "Error ExternalClashError FormatError NoSuchMailboxError NotEmptyError",
    "mailcap": "UnsafeMailcapInput",
    "mmap": "error",
    "multiprocessing": "AuthenticationError BufferTooShort ProcessError TimeoutError",
    "multiprocessing.context": "AuthenticationError BufferTooShort ProcessError TimeoutError",
    "multiprocessing.managers": "RemoteError",
    "multiprocessing.pool": "MaybeEncodingError RemoteTraceback",
    "multiprocessing.queues": "Empty",
    "multiprocessing.resource_tracker": "ReentrantCallError",
    "netrc": "NetrcParseError",
    "nis": "error",
    "nntplib": "NNTPDataError NNTPError NNTPPermanentError NNTPProtocolError NNTPReplyError NNTPTemporaryError",
    "optparse": "AmbiguousOptionError BadOptionError OptParseError OptionConflictError OptionError OptionValueError",
    "os": "error",
    "ossaudiodev": "OSSAudioError error",
    "pathlib": "UnsupportedOperation",
    "pdb": "Restart",
    "pickle": "PickleError PicklingError UnpicklingError",
    "plistlib": "InvalidFileException",
    "poplib": "error_proto",
    "posix": "error",
    "py_compile": "PyCompileError",
    "pydoc": "ErrorDuringImport",
    "pyexpat": "error",
    "queue": "Empty Full ShutDown",
    "re": "PatternError error",
    "resource": "error",
    "select": "error",
    "shutil": "Error ExecError ReadError RegistryError SameFileError SpecialFileError",
    "signal": "ItimerError",
    "smtplib": """
        SMTPAuthenticationError SMTPConnectError SMTPDataError SMTPException SMTPHeloError
        SMTPNotSupportedError SMTPRecipientsRefused SMTPResponseException SMTPSenderRefused
        SMTPServerDisconnected
    """,
    "socket": "error gaierror herror timeout",
    "sqlite3": """
        DataError DatabaseError Error IntegrityError InterfaceError InternalError NotSupportedError
        OperationalError ProgrammingError Warning
    """,
    "sre_compile": "error",
    "sre_constants": "error",
    "sre_parse": "error",
    "ssl": """
        CertificateError SSLCertVerificationError SSLEOFError SSLError SSLSyscallError SSLWantReadError
        SSLWantWriteError SSLZeroReturnError
    """,
    "statistics": "StatisticsError",
    "struct": "error",
    "subprocess": "CalledProcessError SubprocessError TimeoutExpired",
    "sunau": "Error",
    "tabnanny": "NannyNag",
    "tarfile": """
        AbsoluteLinkError AbsolutePathError CompressionError EOFHeaderError EmptyHeaderError ExtractError
        FilterError HeaderError InvalidHeaderError LinkOutsideDestinationError OutsideDestinationError
        ReadError SpecialFileError StreamError SubsequentHeaderError TarError TruncatedHeaderError
    """,
    "termios": "error",
    "threading": "BrokenBarrierError ThreadError",
    "tkinter": "TclError",
    "tkinter.dialog": "TclError",
    "tkinter.simpledialog": "TclError",
    "tkinter.tix": "TclError",
    "tokenize": "StopTokenizing TokenError",
    "tomllib": "TOMLDecodeError",
    "unittest": "SkipTest",
    "unittest.case": "SkipTest",
    "unittest.mock": "InvalidSpecError",
    "urllib.error": "ContentTooShortError HTTPError URLError",
    "uu": "Error",
    "wave": "Error",
    "webbrowser": "Error",
    "wsgiref.validate": "WSGIWarning",
    "xdrlib": "ConversionError Error",
    "xml.dom": """
        DOMException DomstringSizeErr HierarchyRequestErr IndexSizeErr InuseAttributeErr InvalidAccessErr
        InvalidCharacterErr InvalidModificationErr InvalidStateErr NamespaceErr NoDataAllowedErr
        NoModificationAllowedErr NotFoundErr NotSupportedErr SyntaxErr ValidationErr WrongDocumentErr
    """,
    "xml.dom.expatbuilder": "ParseEscape",
    "xml.etree.ElementInclude": "FatalIncludeError LimitedRecursiveIncludeError",
    "xml.etree.ElementTree": "ParseError",
    "xml.parsers.expat": "ExpatError error",
    "xml.sax": """
        SAXException SAXNotRecognizedException SAXNotSupportedException SAXParseException
        SAXReaderNotAvailable
    """,
    "xmlrpc.client": "Error Fault ProtocolError ResponseError",
    "zipapp": "ZipAppError",
    "zipfile": "BadZipFile BadZipfile LargeZipFile error",
    "zipimport": "ZipImportError",
    "zlib": "error",
    "zoneinfo": "InvalidTZPathWarning ZoneInfoNotFoundError",
}
"""Module -> the names of its exceptions; warnings are exceptions too."""


def _dotted() -> Iterator[str]:
    for module, names in _MODULES.items():
        yield from (f"{module}.{name}" for name in names.split())


STANDARD_EXCEPTIONS = frozenset(_dotted())
