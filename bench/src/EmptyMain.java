/** Does nothing: what every Java tool pays, to measure the others against. */
public final class EmptyMain {
    private EmptyMain() {}

    public static void main(String[] args) {}
}
