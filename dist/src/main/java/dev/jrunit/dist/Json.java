package dev.jrunit.dist;

import java.util.List;
import java.util.stream.Collectors;

/** JSON of plain texts: printable ASCII. */
final class Json {
    private Json() {}

    static String text(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                throw new IllegalArgumentException("not plain: " + value);
            }
        }
        return '"' + value + '"';
    }

    static String texts(List<String> values) {
        return values.stream().map(Json::text).collect(Collectors.joining(", ", "[", "]"));
    }
}
