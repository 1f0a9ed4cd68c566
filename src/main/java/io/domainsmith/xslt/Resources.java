package io.domainsmith.xslt;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import net.sf.saxon.lib.ResourceRequest;
import net.sf.saxon.lib.ResourceResolver;
import net.sf.saxon.trans.XPathException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;

/** What a stylesheet may read beside the document: nothing, or the files below one folder. */
final class Resources implements ResourceResolver {

    private final @Nullable Path folder;

    Resources(@Nullable Path folder) {
        this.folder = folder;
    }

    @Override
    public Source resolve(ResourceRequest request) throws XPathException {
        String wanted = request.relativeUri == null ? request.uri : request.relativeUri;
        if (folder == null) {
            throw new XPathException("the stylesheet asks for '" + wanted
                    + "'; access has been prohibited", "FODC0002");
        }
        try {
            Path file = Path.of(URI.create(request.uri)).toRealPath();
            if (!file.startsWith(folder.toRealPath())) {
                throw new XPathException("the stylesheet asks for '" + wanted + "', which is not below " + folder
                        + ", the folder that it may read", "FODC0002");
            }
            boolean text = ResourceRequest.TEXT_NATURE.equals(request.nature) || ResourceRequest.BINARY_NATURE.equals(request.nature);
            return text ? new StreamSource(Files.newInputStream(file), request.uri)
                    : Stylesheet.source(new InputSource(Files.newInputStream(file)), request.uri);
        } catch (IOException | RuntimeException e) {
            throw new XPathException("the stylesheet asks for '" + wanted + "', which cannot be read: " + e, e).withErrorCode("FODC0002");
        }
    }
}
