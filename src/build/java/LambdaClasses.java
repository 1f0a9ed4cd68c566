import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Makes a class of each lambda and method reference in compiled classes, as javac does of an anonymous class. Java makes such a class itself
 * when it first comes to the place, which takes 0.14 ms each even where the class is in its archive; a loaded one takes 0.007 ms, and a short
 * run of the command line comes to four hundred.
 *
 * <p>What is made with {@code LambdaMetafactory.altMetafactory}, as for serializable lambdas, stays as it is.
 */
public final class LambdaClasses {

    private static final String SUFFIX = "$$Lambda";

    /** By name. */
    private final Map<String, ClassNode> classes = new TreeMap<>();
    private final List<Path> old = new ArrayList<>();
    private final List<ClassNode> made = new ArrayList<>();
    private final Set<ClassNode> changed = new LinkedHashSet<>();

    private LambdaClasses() {
    }

    /** Rewrites the classes below a folder in place; those that are rewritten already stay as they are. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        LambdaClasses lambdas = new LambdaClasses();
        lambdas.read(folder);
        List.copyOf(lambdas.classes.values()).forEach(lambdas::rewrite);
        for (Path old : lambdas.old) {
            // of an earlier compilation, unless its class is as it was
            String name = folder.relativize(old).toString().replace('\\', '/');
            if (lambdas.changed.contains(lambdas.classes.get(name.substring(0, name.indexOf(SUFFIX))))) {
                Files.delete(old);
            }
        }
        for (ClassNode node : lambdas.changed) {
            write(folder, node, 0);
        }
        for (ClassNode node : lambdas.made) {
            write(folder, node, ClassWriter.COMPUTE_MAXS);
        }
    }

    private void read(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                if (file.toString().contains(SUFFIX)) {
                    old.add(file);
                    continue;
                }
                ClassNode node = new ClassNode();
                new ClassReader(Files.readAllBytes(file)).accept(node, 0);
                classes.put(node.name, node);
            }
        }
    }

    private static void write(Path folder, ClassNode node, int flags) throws IOException {
        ClassWriter writer = new ClassWriter(flags);
        node.accept(writer);
        Files.write(folder.resolve(node.name + ".class"), writer.toByteArray());
    }

    private void rewrite(ClassNode owner) {
        int count = made.size();
        for (MethodNode method : owner.methods) {
            for (AbstractInsnNode instruction : method.instructions.toArray()) {
                if (instruction instanceof InvokeDynamicInsnNode place && place.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                        && place.bsm.getName().equals("metafactory")) {
                    ClassNode lambda = lambda(owner, owner.name + SUFFIX + (made.size() - count + 1), place);
                    made.add(lambda);
                    method.instructions.set(place,
                            new MethodInsnNode(Opcodes.INVOKESTATIC, lambda.name, "of", place.desc, false));
                }
            }
        }
        if (made.size() > count) {
            changed.add(owner);
        }
    }

    private ClassNode lambda(ClassNode owner, String name, InvokeDynamicInsnNode place) {
        Type[] captured = Type.getArgumentTypes(place.desc);
        ClassNode lambda = new ClassNode();
        lambda.visit(owner.version, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC, name, null, "java/lang/Object",
                new String[] {Type.getReturnType(place.desc).getInternalName()});
        // so that it may call what is private there
        ClassNode host = owner.nestHostClass == null ? owner : classes.get(owner.nestHostClass);
        lambda.nestHostClass = host.name;
        if (host.nestMembers == null) {
            host.nestMembers = new ArrayList<>();
        }
        host.nestMembers.add(name);
        changed.add(host);
        Type self = Type.getObjectType(name);
        Method constructor = new Method("<init>", Type.getMethodDescriptor(Type.VOID_TYPE, captured));
        GeneratorAdapter code = method(lambda, Opcodes.ACC_PRIVATE, constructor);
        code.loadThis();
        code.invokeConstructor(Type.getType(Object.class), Method.getMethod("void <init> ()"));
        for (int i = 0; i < captured.length; i++) {
            lambda.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "c" + i, captured[i].getDescriptor(), null, null);
            code.loadThis();
            code.loadArg(i);
            code.putField(self, "c" + i, captured[i]);
        }
        code.returnValue();
        code.endMethod();
        factory(lambda, self, constructor, new Method("of", place.desc));
        function(lambda, self, captured, place);
        return lambda;
    }

    /** One that captures nothing is made once, as Java does it. */
    private static void factory(ClassNode lambda, Type self, Method constructor, Method of) {
        boolean once = of.getArgumentTypes().length == 0;
        if (once) {
            lambda.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "ONE", self.getDescriptor(), null, null);
            GeneratorAdapter code = method(lambda, Opcodes.ACC_STATIC, Method.getMethod("void <clinit> ()"));
            code.newInstance(self);
            code.dup();
            code.invokeConstructor(self, constructor);
            code.putStatic(self, "ONE", self);
            code.returnValue();
            code.endMethod();
        }
        GeneratorAdapter code = method(lambda, Opcodes.ACC_STATIC, of);
        if (once) {
            code.getStatic(self, "ONE", self);
        } else {
            code.newInstance(self);
            code.dup();
            code.loadArgs();
            code.invokeConstructor(self, constructor);
        }
        code.returnValue();
        code.endMethod();
    }

    /** The one method of the interface: what LambdaMetafactory documents of casts, boxes and dropped results. */
    private static void function(ClassNode lambda, Type self, Type[] captured, InvokeDynamicInsnNode place) {
        Type erased = (Type) place.bsmArgs[0];
        Handle body = (Handle) place.bsmArgs[1];
        Type actual = (Type) place.bsmArgs[2];
        boolean makes = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        Type owner = Type.getObjectType(body.getOwner());
        List<Type> wanted = new ArrayList<>(List.of(Type.getArgumentTypes(body.getDesc())));
        if (!makes && body.getTag() != Opcodes.H_INVOKESTATIC) {
            wanted.add(0, owner);
        }
        GeneratorAdapter code = method(lambda, Opcodes.ACC_PUBLIC, new Method(place.name, erased.getDescriptor()));
        if (makes) {
            code.newInstance(owner);
            code.dup();
        }
        for (int i = 0; i < captured.length; i++) {
            code.loadThis();
            code.getField(self, "c" + i, captured[i]);
            convert(code, captured[i], wanted.get(i));
        }
        for (int i = 0; i < actual.getArgumentTypes().length; i++) {
            code.loadArg(i);
            convert(code, erased.getArgumentTypes()[i], actual.getArgumentTypes()[i]);
            convert(code, actual.getArgumentTypes()[i], wanted.get(captured.length + i));
        }
        Method called = new Method(body.getName(), body.getDesc());
        if (makes) {
            code.invokeConstructor(owner, called);
        } else if (body.getTag() == Opcodes.H_INVOKESTATIC) {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        } else if (body.isInterface()) {
            code.invokeInterface(owner, called);
        } else {
            code.invokeVirtual(owner, called);
        }
        Type result = makes ? owner : called.getReturnType();
        if (erased.getReturnType() != Type.VOID_TYPE) {
            convert(code, result, erased.getReturnType());
        } else if (result.getSize() == 2) {
            code.pop2();
        } else if (result.getSize() == 1) {
            code.pop();
        }
        code.returnValue();
        code.endMethod();
    }

    private static void convert(GeneratorAdapter code, Type from, Type to) {
        boolean fromPrimitive = from.getSort() < Type.ARRAY;
        boolean toPrimitive = to.getSort() < Type.ARRAY;
        if (from.equals(to)) {
            return;
        } else if (fromPrimitive && toPrimitive) {
            code.cast(from, to);
        } else if (fromPrimitive) {
            code.valueOf(from);
        } else if (toPrimitive) {
            code.unbox(to);
        } else if (!to.getInternalName().equals("java/lang/Object")) {
            code.checkCast(to);
        }
    }

    private static GeneratorAdapter method(ClassNode lambda, int access, Method method) {
        return new GeneratorAdapter(lambda.visitMethod(access, method.getName(), method.getDescriptor(), null, null), access,
                method.getName(), method.getDescriptor());
    }
}
