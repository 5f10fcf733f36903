import java.util.List;
import java.util.Locale;

/** Ours beside the best peer, row by row, as an SVG: bars from 1 to the left are better, to the right are worse. */
final class Chart {
    static final String TITLE = "jrunit's figure divided by the best peer's";

    private static final int ROW = 22;
    private static final int TOP = 70;
    private static final int TEXT_WIDTH = 440;
    private static final int CENTRE = 700;
    /** Pixels for a factor of ten. */
    private static final int DECADE = 110;

    private static final double MOST_DECADES = 2.2;

    /** The colours of light and of dark pages; a viewer that knows neither shows the first. */
    private static final String STYLE =
            """
            <style>
            text { font: 13px sans-serif; fill: #1f2328 }
            .head { font-weight: bold; font-size: 15px }
            .line { stroke: #8c959f; stroke-width: 1 }
            .better { fill: #1a7f37 }
            .worse { fill: #bc4c00 }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 }
              .line { stroke: #6e7681 }
              .better { fill: #3fb950 }
              .worse { fill: #f0883e }
            }
            </style>
            """;

    private Chart() {}

    static String draw(List<Report.Ratio> ratios) {
        int height = TOP + ROW * ratios.size() + 10;
        StringBuilder svg = new StringBuilder();
        String root = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 %d\" width=\"1000\" role=\"img\">";
        add(svg, root, height);
        add(svg, "<title>%s</title>", TITLE);
        svg.append(STYLE);
        add(svg, "<text class=\"head\" x=\"10\" y=\"22\">%s (logarithmic; less is better)</text>", TITLE);
        for (int decade = -2; decade <= 2; decade++) {
            axis(svg, decade, height);
        }
        for (int i = 0; i < ratios.size(); i++) {
            bar(svg, ratios.get(i), TOP + i * ROW);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void axis(StringBuilder svg, int decade, int height) {
        int x = CENTRE + decade * DECADE;
        add(svg, "<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", x, TOP - 14, x, height - 10);
        String label = decade < 0 ? "1/" + power(-decade) : power(decade);
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", x, TOP - 20, label);
    }

    private static String power(int decade) {
        return "1" + "0".repeat(decade);
    }

    /** The figure stands beside the bar's end; the bar of an extreme one is cut off. */
    private static void bar(StringBuilder svg, Report.Ratio ratio, int y) {
        double decades = Math.max(-MOST_DECADES, Math.min(MOST_DECADES, Math.log10(ratio.value())));
        double end = CENTRE + decades * DECADE;
        boolean worse = decades > 0;
        String text = ratio.what().replace("`", "").replace("&", "&amp;").replace("<", "&lt;");
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", TEXT_WIDTH, y + 12, text);
        add(
                svg,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                worse ? "worse" : "better",
                Math.min(end, CENTRE),
                y,
                Math.max(1, Math.abs(end - CENTRE)),
                ROW - 7);
        String anchor = worse ? "start" : "end";
        double at = worse ? end + 4 : end - 4;
        String number = Series.number(ratio.value());
        add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>", at, y + 12, anchor, number);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
