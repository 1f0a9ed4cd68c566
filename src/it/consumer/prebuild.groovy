// Makes ReadmeExample.java of the README's only java block, so that the two cannot differ.
def root = new File(basedir, '../../..').canonicalFile
def blocks = (new File(root, 'README.md').getText('UTF-8') =~ /(?ms)^```java\n(.*?)^```$/).collect { it[1] }
assert blocks.size() == 1 : "README.md should hold one java block, not ${blocks.size()}"
def (imports, statements) = blocks[0].readLines().split { it.startsWith('import ') }
def source = new File(basedir, 'src/main/java/consumer/ReadmeExample.java')
source.setText("""\
package consumer;

${imports.join('\n')}

final class ReadmeExample {
    private ReadmeExample() {}

    static void run() throws Exception {
${statements.collect { it ? '        ' + it : it }.join('\n')}
    }
}
""", 'UTF-8')

// the documents it names
def testdata = new File(basedir, 'testdata')
testdata.mkdirs()
['win10-q35.xml', 'win10-q35.pre-install.modern.xml', 'win10-q35.final.modern.xml'].each {
    new File(testdata, it).bytes = new File(root, "testdata/$it").bytes
}
return true
