#include "report/chart.h"

#include "report/html.h"

static void
open_svg(FILE *f, const char *class, int width, int height, const char *title)
{
	fprintf(f,
	    "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\""
	    " aria-label=\"",
	    class, width, height);
	html_text(f, title);
	fputs("\">", f);
}

void
chart_bars(FILE *f, const char *title, const struct chart_row *row, int n)
{
	enum { WIDTH = 460, LABEL = 168, ROOM = 236, STEP = 30 };
	long most = 1;

	for (int i = 0; i < n; i++)
		if (row[i].value > most)
			most = row[i].value;
	open_svg(f, "bars", WIDTH, n * STEP, title);
	for (int i = 0; i < n; i++) {
		int y = i * STEP;
		double w = (double)row[i].value * ROOM / (double)most;

		if (row[i].value > 0 && w < 2)
			w = 2; /* a few among many still show */
		fprintf(f, "<text class=\"bl\" x=\"%d\" y=\"%d\">", LABEL - 10,
		    y + 19);
		html_text(f, row[i].label);
		fprintf(f,
		    "</text><rect class=\"track\" x=\"%d\" y=\"%d\" width=\"%d\""
		    " height=\"18\" rx=\"2\"/>",
		    LABEL, y + 6, ROOM);
		fprintf(f,
		    "<rect class=\"c%d\" x=\"%d\" y=\"%d\" width=\"%.1f\""
		    " height=\"18\" rx=\"2\"/>",
		    row[i].colour, LABEL, y + 6, w);
		fprintf(f,
		    "<text class=\"bv%s\" x=\"%.1f\" y=\"%d\">%ld</text>",
		    row[i].value == 0 ? " nil" : "", LABEL + w + 7, y + 20,
		    row[i].value);
	}
	fputs("</svg>\n", f);
}

static long
sum_of(const long part[CHART_PARTS])
{
	long sum = 0;

	for (int i = 0; i < CHART_PARTS; i++)
		sum += part[i];
	return sum;
}

void
chart_columns(
    FILE *f, const char *title, const struct chart_column *column, int n)
{
	enum { WIDTH = 940, HEIGHT = 190, TOP = 18, BASE = 166 };
	double step = n > 0 ? (double)WIDTH / n : WIDTH;
	double bar = step * .62 > 46 ? 46 : step * .62;
	long most = 1;

	for (int i = 0; i < n; i++)
		if (sum_of(column[i].part) > most)
			most = sum_of(column[i].part);
	open_svg(f, "columns", WIDTH, HEIGHT, title);
	fprintf(f,
	    "<line class=\"axis\" x1=\"0\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
	    WIDTH, BASE, BASE);
	for (int i = 0; i < n; i++) {
		double x = step * i + step / 2, y = BASE;
		long total = sum_of(column[i].part);

		for (int p = CHART_PARTS - 1; p >= 0; p--) {
			double h = (double)column[i].part[p] * (BASE - TOP) /
				   (double)most;

			if (column[i].part[p] == 0)
				continue;
			y -= h;
			fprintf(f,
			    "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\""
			    " width=\"%.1f\" height=\"%.1f\"/>",
			    p, x - bar / 2, y, bar, h);
		}
		if (total > 0)
			fprintf(f,
			    "<text class=\"cv\" x=\"%.1f\" y=\"%.1f\">%ld"
			    "</text>",
			    x, y - 5, total);
		fprintf(f, "<text class=\"cl\" x=\"%.1f\" y=\"%d\">%d</text>",
		    x, BASE + 17, column[i].label);
	}
	fputs("</svg>\n", f);
}

void
chart_stack(FILE *f, const char *title, const long part[CHART_PARTS], long most)
{
	enum { WIDTH = 160 };
	double x = 0;

	open_svg(f, "stack", WIDTH, 14, title);
	for (int p = 0; p < CHART_PARTS; p++) {
		double w =
		    (double)part[p] * WIDTH / (double)(most > 0 ? most : 1);

		if (part[p] == 0)
			continue;
		fprintf(f,
		    "<rect class=\"c%d\" x=\"%.1f\" y=\"1\" width=\"%.1f\""
		    " height=\"12\"/>",
		    p, x, w);
		x += w;
	}
	fputs("</svg>", f);
}
