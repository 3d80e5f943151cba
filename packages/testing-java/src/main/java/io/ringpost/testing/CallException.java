package io.ringpost.testing;

/** The server answered a call with an error. */
public final class CallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;
    private final String description;

    CallException(int status, String error, String description) {
        super(status + " " + error + ": " + description);
        this.status = status;
        this.error = error;
        this.description = description;
    }

    /** Of HTTP. */
    public int status() {
        return status;
    }

    /** The name of the error, such as {@code user_not_found}. */
    public String error() {
        return error;
    }

    public String description() {
        return description;
    }
}
