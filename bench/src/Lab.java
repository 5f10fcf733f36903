import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What all measurements share.
 *
 * @param dist the distribution of ours
 * @param work the folder for everything that is made
 * @param empty the command of the empty Java main
 * @param products ours, and then those peers that are installed
 */
record Lab(
        Path dist,
        Path work,
        List<String> empty,
        List<Product> products,
        Starts starts,
        Report report,
        boolean quick) {
    /** A name in the work folder that nothing has yet. */
    Path fresh() {
        return work.resolve("d" + System.nanoTime());
    }

    int rounds(int full, int whenQuick) {
        return quick ? whenQuick : full;
    }

    /** A series for each product. */
    List<Series> series() {
        return products.stream().map(product -> new Series()).toList();
    }

    /** A directory of services for this product. */
    Path services(Product product, int count) throws IOException {
        Path services = starts.services(fresh(), count);
        product.prepare(services, count);
        return services;
    }

    /** The product of this name, if it is installed. */
    Optional<Product> product(String name) {
        return products.stream().filter(product -> product.name().equals(name)).findFirst();
    }
}
